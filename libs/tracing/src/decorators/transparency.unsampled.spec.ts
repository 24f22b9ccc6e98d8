import { describe, expect, it } from '@jest/globals';
import { AlwaysOffSampler, ParentBasedSampler } from '@opentelemetry/sdk-trace';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../test/support/generated-runs.js';
import { perform } from '../../test/transparency/perform.js';
import { anyScenario } from '../../test/transparency/scenario.js';
import { NO_SPANS, countSpans } from '../../test/transparency/span-counter.js';
import { ports } from '#span/ports.js';

const spans = countSpans(new ParentBasedSampler({ root: new AlwaysOffSampler() }));
ports.parentBasedSampler = true;

describe('a traced member, unsampled', () => {
  it('behaves as it does untraced, and records nothing', async () => {
    const sameUnrecorded = fc.asyncProperty(anyScenario(), async (scenario) => {
      const untraced = await perform(scenario, 'untraced');
      const traced = await perform(scenario, 'traced');
      expect({ ...traced.seen, spans: spans.take() }).toEqual({
        ...untraced.seen,
        spans: NO_SPANS,
      });
    });
    await fc.assert(sameUnrecorded, generatedRuns(1_000));
  });
});
