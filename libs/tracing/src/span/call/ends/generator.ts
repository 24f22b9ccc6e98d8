import { types } from 'node:util';
import type { EndStrategy, Work } from '#span/call/end-strategy.js';
import { isReplaceable, replaceMethod } from './replace-method.js';

type AnyGenerator = Generator | AsyncGenerator;

const RESUMPTIONS = ['next', 'return', 'throw'] as const;
type Resumption = (typeof RESUMPTIONS)[number];

/**
 * The strategy for generators. The span starts with the first `next` and ends when the generator is done,
 * throws, or has its `return` called, as by a `for` loop that is left early. Each step runs inside the span.
 */
export const generatorStrategy: EndStrategy<AnyGenerator> = {
  matches: (result): result is AnyGenerator => isGenerator(result),

  follow(generator, start) {
    let work: Work | undefined;
    let fresh = true;
    for (const name of RESUMPTIONS) {
      replaceMethod(generator, name, (resume, args) => {
        // A `return` or a `throw` before the first step runs nothing of the generator's body.
        if (fresh && name === 'next') work = start();
        fresh = false;
        return work ? resumeInside(work, name, () => resume(args)) : resume(args);
      });
    }
    return generator;
  },
};

/** Looks at the methods, as compilers to older targets make plain objects of generators. */
function isGenerator(result: object): boolean {
  if (!(Symbol.iterator in result || Symbol.asyncIterator in result)) return false;
  return RESUMPTIONS.every(
    (name) => typeof Reflect.get(result, name) === 'function' && isReplaceable(result, name),
  );
}

function resumeInside(work: Work, name: Resumption, resume: () => unknown): unknown {
  const failed = (error: unknown): never => {
    work.fail(error);
    throw error;
  };
  const stepped = (step: unknown): unknown => {
    const { done, value } = (step ?? {}) as Partial<IteratorResult<unknown>>;
    if (done && name === 'return') work.cancel();
    else if (done) work.end(value);
    return step;
  };
  let step: unknown;
  try {
    step = work.run(resume);
  } catch (error) {
    return failed(error);
  }
  return types.isPromise(step) ? step.then(stepped, failed) : stepped(step);
}
