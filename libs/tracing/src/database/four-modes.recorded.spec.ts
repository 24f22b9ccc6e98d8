import { compareCalls } from '../../test/four-modes/compare-calls.js';
import { SpanRecorder, inRoot } from '../../test/span-recorder.js';

const recorder = new SpanRecorder();

compareCalls('in a request that is recorded', async (work) => {
  const seen = await inRoot(work);
  if (recorder.started < 2) throw new Error('No query of the request was recorded.');
  return seen;
});
