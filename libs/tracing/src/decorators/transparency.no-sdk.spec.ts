import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../test/support/generated-runs.js';
import { perform } from '../../test/transparency/perform.js';
import { anyScenario } from '../../test/transparency/scenario.js';

describe('a traced member, without an SDK', () => {
  it('behaves as it does untraced', async () => {
    const same = fc.asyncProperty(anyScenario(), async (scenario) => {
      const untraced = await perform(scenario, 'untraced');
      const traced = await perform(scenario, 'traced');
      expect(traced.seen).toEqual(untraced.seen);
    });
    await fc.assert(same, generatedRuns(1_000));
  });
});
