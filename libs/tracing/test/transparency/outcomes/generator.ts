import * as fc from 'fast-check';
import type { Run } from '../run.js';
import { type Given, anyValue, nameOf } from '../values.js';
import type { Outcome } from './outcome.js';

interface Body {
  readonly yields: readonly Given[];
  readonly end: 'returns' | 'throws';
  readonly value: Given;
  /** Whether it catches what is thrown into it, and goes on. */
  readonly survives: boolean;
  /** Whether it yields once more when its `return()` is called. */
  readonly lingers: boolean;
}

interface Call {
  readonly method: 'next' | 'return' | 'throw';
  readonly value: Given;
}

interface Caller {
  readonly calls: readonly Call[];
  readonly manner: 'in turn' | 'all at once' | 'unheeded';
}

export type GeneratorKind =
  'a generator' | 'an async generator' | 'a generator of an older compiler' | 'a frozen generator';

type AnyGenerator = Generator | AsyncGenerator;

const make: Readonly<Record<GeneratorKind, (body: Body, run: Run) => AnyGenerator>> = {
  'a generator': steps,
  'an async generator': asyncSteps,
  'a generator of an older compiler': (body, run) => compiled(steps(body, run)),
  'a frozen generator': (body, run) => Object.freeze(steps(body, run)),
};

export function anyGenerator(
  kinds: readonly GeneratorKind[] = Object.keys(make) as GeneratorKind[],
): fc.Arbitrary<Outcome> {
  const script = fc.record({
    kind: fc.constantFrom(...kinds),
    body: fc.record<Body>({
      yields: fc.array(anyValue(), { maxLength: 3 }),
      end: fc.constantFrom('returns', 'throws'),
      value: anyValue(),
      survives: fc.boolean(),
      lingers: fc.boolean(),
    }),
    caller: fc.record<Caller>({
      calls: fc.array(anyCall(), { maxLength: 5 }),
      manner: fc.constantFrom('in turn', 'all at once', 'unheeded'),
    }),
  });
  return script.map(({ kind, body, caller }) => ({
    words: `returns ${kind} that ${wordsOfBody(body)}; the caller ${wordsOfCaller(caller)}`,
    span: kind === 'a frozen generator' ? 'of the call' : 'on demand',
    give: (run) => make[kind](body, run),
    take(result, run) {
      run.seen.caller.push(`got ${Object.prototype.toString.call(result)}`);
      if (Symbol.asyncIterator in (result as object))
        void drive(result as AsyncGenerator, caller, run);
      else driveAtOnce(result as Generator, caller, run);
    },
  }));
}

function anyCall(): fc.Arbitrary<Call> {
  return fc.record({
    method: fc.constantFrom('next', 'next', 'return', 'throw'),
    value: anyValue(),
  });
}

function* steps(body: Body, run: Run): Generator {
  run.begin();
  try {
    return yield* follow(body, run);
  } finally {
    run.end();
  }
}

function* follow({ yields, end, value, survives, lingers }: Body, run: Run): Generator {
  try {
    for (const each of yields) {
      try {
        run.seen.method.push(`resumed with ${nameOf(yield each.value)}`);
      } catch (error) {
        run.seen.method.push(`was thrown ${nameOf(error)}`);
        if (!survives) throw error;
      }
    }
    if (end === 'throws') throw value.value;
    return value.value;
  } finally {
    if (lingers) yield 'the last';
  }
}

async function* asyncSteps(body: Body, run: Run): AsyncGenerator {
  run.begin();
  try {
    return yield* follow(body, run);
  } finally {
    run.end();
  }
}

/** Returns a plain object with the methods of a generator, such as TypeScript makes for ES5. */
function compiled(generator: Generator): Generator {
  return {
    next: (value) => generator.next(value),
    return: (value) => generator.return(value),
    throw: (error) => generator.throw(error),
    [Symbol.iterator]() {
      return this;
    },
  } as Generator;
}

function driveAtOnce(generator: Generator, { calls }: Caller, run: Run): void {
  for (const call of calls) {
    try {
      noteStep(call, generator[call.method](call.value.value), run);
    } catch (error) {
      noteError(call, error, run);
    }
  }
}

async function drive(
  generator: AsyncGenerator,
  { calls, manner }: Caller,
  run: Run,
): Promise<void> {
  for (const call of calls) {
    const step = generator[call.method](call.value.value);
    if (manner === 'unheeded') continue;
    const noted = step.then(
      (result) => noteStep(call, result, run),
      (error: unknown) => noteError(call, error, run),
    );
    if (manner === 'in turn') await noted;
  }
}

function noteStep({ method }: Call, { done, value }: IteratorResult<unknown>, run: Run): void {
  run.seen.caller.push(`${method}() ${done ? 'returned' : 'yielded'} ${nameOf(value)}`);
}

function noteError({ method }: Call, error: unknown, run: Run): void {
  run.seen.caller.push(`${method}() threw ${nameOf(error)}`);
}

function wordsOfBody({ yields, end, value, survives, lingers }: Body): string {
  return [
    `yields [${yields.map((each) => nameOf(each.value)).join(', ')}]`,
    ...(survives ? ['survives a throw'] : []),
    ...(lingers ? ['yields once more in the end'] : []),
    `${end} ${nameOf(value.value)}`,
  ].join(', ');
}

function wordsOfCaller({ calls, manner }: Caller): string {
  const words = calls.map(({ method, value }) => `${method}(${nameOf(value.value)})`);
  return `calls [${words.join(', ')}] ${manner}`;
}
