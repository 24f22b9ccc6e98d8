import { compareCalls } from '../../test/four-modes/compare-calls.js';
import { UnsampledRecorder } from '../../test/unsampled-recorder.js';
import { traced } from '#decorators/traced-function.js';

const recorder = new UnsampledRecorder();
// However slow a machine is, none of these requests is exported for being slow.
recorder.sampleLate({ slowMillis: Number.MAX_SAFE_INTEGER });

compareCalls('in a request that is not sampled', async (work) => {
  const seen = await traced('request', work)();
  if (recorder.started > 0) throw new Error('A span was started in a request that is not sampled.');
  return seen;
});
