import { describe, expect, it } from '@jest/globals';
import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import * as fc from 'fast-check';
import { BROKEN_PROVIDERS } from '../../test/recorder/broken/broken-providers.js';
import { observeBoth } from '../../test/recorder/compare.js';
import { type Program, anyProgram } from '../../test/recorder/program.js';
import { type CreateProvider, createSdkProvider } from '../../test/recorder/providers.js';

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

/** Looks for a program of which somebody sees something else with a provider than with that of the SDK. */
function findDifference(
  create: CreateProvider,
  parameters: fc.Parameters<[Program]> = {},
): Promise<fc.RunDetails<[Program]>> {
  const property = fc.asyncProperty(anyProgram(), async (program) => {
    const [observed, expected] = await observeBoth(program, create);
    expect(observed).toEqual(expected);
  });
  return Promise.resolve(fc.check(property, { ...SAMPLE, ...parameters }));
}

/** Chooses the same programs in each run, so that a test which proves that they find something does so always. */
const SAMPLE = { seed: 1, numRuns: 400 };

describe('the programs that compare the recorder with the SDK', () => {
  it('find no difference between the SDK and itself', async () => {
    expect(await findDifference(createSdkProvider, { numRuns: 100 })).toMatchObject({
      failed: false,
    });
  });

  it.each(BROKEN_PROVIDERS)('find a provider that %s', async (_what, create) => {
    const { failed } = await findDifference(create, { endOnFailure: true });
    expect(failed).toBe(true);
  });

  it('are printed as programs, with nothing in them that the difference does not need', async () => {
    const doublesFailures: CreateProvider = (options) =>
      createSdkProvider(options, (span) => (span.status.message ? [span, span] : [span]));
    const { counterexample } = await findDifference(doublesFailures);
    expect(fc.stringify(counterexample)).toMatchInlineSnapshot(`
      "[
      provider = new TracerProvider({
        resource: resourceFromAttributes({ 'service.name': 'shop' }),
        spanProcessors: [],
      });
      a = provider.getTracer("shop").startSpan('');
      a.setStatus({ code: SpanStatusCode.ERROR, message: 'declined' });
      a.end();
      await provider.forceFlush();
      await provider.shutdown();
      ]"
    `);
  });
});
