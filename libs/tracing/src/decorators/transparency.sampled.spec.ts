import { describe, expect, it } from '@jest/globals';
import { AlwaysOnSampler, ParentBasedSampler } from '@opentelemetry/sdk-trace';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../test/support/generated-runs.js';
import { perform } from '../../test/transparency/perform.js';
import { anyScenario } from '../../test/transparency/scenario.js';
import { countSpans, expectedSpans } from '../../test/transparency/span-counter.js';

const spans = countSpans(new ParentBasedSampler({ root: new AlwaysOnSampler() }));

describe('a traced member, sampled', () => {
  it('behaves as it does untraced, in spans that last as long as its work', async () => {
    const sameInSpans = fc.asyncProperty(anyScenario(), async (scenario) => {
      const untraced = await perform(scenario, 'untraced');
      const traced = await perform(scenario, 'traced');
      expect({ ...traced.seen, spans: spans.take() }).toEqual({
        ...untraced.seen,
        spans: expectedSpans(scenario, untraced),
      });
    });
    await fc.assert(sameInSpans, generatedRuns(1_000));
  });
});
