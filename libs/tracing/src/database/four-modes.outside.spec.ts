import { compareCalls } from '../../test/four-modes/compare-calls.js';
import { SpanRecorder } from '../../test/span-recorder.js';

const recorder = new SpanRecorder();

compareCalls('outside a request', async (work) => {
  const seen = await work();
  if (recorder.started > 0) throw new Error('A span was started where none is active.');
  return seen;
});
