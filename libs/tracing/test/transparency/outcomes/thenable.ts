/* oxlint-disable unicorn/no-thenable -- a thenable is what is tried */
import * as fc from 'fast-check';
import type { Run } from '../run.js';
import { nameOf, named } from '../values.js';
import type { Outcome } from './outcome.js';
import { promiseCallers } from './promise-callers.js';
import { promiseOf } from './promise.js';

type Callback = ((value: unknown) => unknown) | null | undefined;
type Then = (onFulfilled?: Callback, onRejected?: Callback) => Promise<never>;
type Settling = 'within then()' | 'at once' | 'later';

class Query {
  constructor(private readonly start: Then) {}

  then(onFulfilled?: Callback, onRejected?: Callback): Promise<never> {
    return this.start(onFulfilled, onRejected);
  }
}

class LazyPromise extends Promise<unknown> {
  constructor(private readonly start: Then) {
    super(() => undefined);
  }

  override then(onFulfilled?: Callback, onRejected?: Callback): Promise<never> {
    return this.start(onFulfilled, onRejected);
  }
}

const kinds: Readonly<Record<string, (then: Then) => object>> = {
  'a query': (then) => new Query(then),
  'a frozen query': (then) => Object.freeze(new Query(then)),
  'a lazy promise': (then) => new LazyPromise(then),
};

/** A query builder: it does `outcome` each time that its `then` is called, and nothing before. */
export function anyThenableOf(outcome: fc.Arbitrary<Outcome>): fc.Arbitrary<Outcome> {
  const script = fc.record({
    outcome,
    kind: fc.constantFrom(...Object.entries(kinds)),
    settling: fc.constantFrom<Settling>('at once', 'later', 'within then()'),
    caller: fc.constantFrom(...Object.keys(promiseCallers)),
  });
  return script.map(({ outcome, kind: [kind, make], settling, caller }) => ({
    words: `returns ${kind} that ${settling} ${outcome.words}; the caller ${caller}`,
    span: kind === 'a frozen query' ? 'of the call' : 'on demand',
    give: (run) => named(kind, make(thenOf(outcome, settling, run))),
    take(result, run) {
      run.seen.caller.push(`got ${nameOf(result)} with {${Object.keys(result as object).join()}}`);
      promiseCallers[caller]?.(result as PromiseLike<unknown>, outcome, run);
    },
  }));
}

function thenOf(outcome: Outcome, settling: Settling, run: Run): Then {
  return (onFulfilled, onRejected) => {
    // A span covers the first call.
    const isFirst = run.begun === 0;
    if (isFirst) run.begin();
    const give = (): unknown => {
      if (isFirst) run.end();
      return outcome.give(run);
    };
    run.seen.method.push('the query runs');
    const promise =
      settling === 'within then()' ? Promise.resolve(give()) : promiseOf(give, settling, run);
    return promise.then(onFulfilled, onRejected) as Promise<never>;
  };
}
