import { describe, expect, it } from '@jest/globals';
import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import * as fc from 'fast-check';
import { BROKEN_PROVIDERS } from '../../test/recorder/broken/broken-providers.js';
import { observeBoth } from '../../test/recorder/compare.js';
import type { Entry } from '../../test/recorder/journal.js';
import { type Program, anyProgram } from '../../test/recorder/program.js';
import { type CreateProvider, createSdkProvider } from '../../test/recorder/providers.js';

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

/** The seed that makes the programs the same in each run, so that a test which finds something with them always does. */
const SEED = 1;

describe('the programs that compare the recorder with the SDK', () => {
  const programs = fc.sample(anyProgram(), { seed: SEED, numRuns: 400 });
  const known = new Map<Program, readonly Entry[]>();

  /** Whether somebody sees something else of a program with a provider than with that of the SDK. */
  async function shows(program: Program, create: CreateProvider): Promise<boolean> {
    const [observed, expected] = await observeBoth(program, create, known.get(program));
    known.set(program, expected);
    return observed !== expected && isDifferent(observed, expected);
  }

  async function someShow(create: CreateProvider): Promise<boolean> {
    for (const program of programs) if (await shows(program, create)) return true;
    return false;
  }

  it('find no difference between the SDK and itself', async () => {
    expect(await someShow(createSdkProvider)).toBe(false);
  });

  it.each(BROKEN_PROVIDERS)('find a provider that %s', async (_what, create) => {
    expect(await someShow(create)).toBe(true);
  });

  it('are printed as short programs once they have shown a difference', async () => {
    const doublesFailures: CreateProvider = (options) =>
      createSdkProvider(options, (span) => (span.status.message ? [span, span] : [span]));
    const equality = fc.asyncProperty(
      anyProgram(),
      async (program) => !(await shows(program, doublesFailures)),
    );
    const { counterexample } = await fc.check(equality, { seed: SEED });
    const lines = fc.stringify(counterexample).split('\n');
    expect(lines).toContain('provider = new TracerProvider({');
    expect(lines).toContain('await provider.forceFlush();');
    expect(lines.length).toBeLessThan(20);
  });
});

/** Compares as the test of the recorder does, without the message of a failure, for which Jest takes long. */
function isDifferent(observed: unknown, expected: unknown): boolean {
  try {
    expect(observed).not.toEqual(expected);
    return true;
  } catch {
    return false;
  }
}
