import { expect } from '@jest/globals';
import { describeSource } from '../sources/source-contract.fixture.js';
import type { Span } from '../trace/span.js';
import type { ReadableSpan } from './readable-span.js';
import { toReadable } from './readable-span.fixture.js';
import { TraceRecorder } from './trace-recorder.js';

/** A recorder dates spans and their events by its own clock, and says of each parent whether it is remote. */
function asRecorded(span: Span): object {
  const timeUnixNano: unknown = expect.any(BigInt);
  return {
    ...span,
    flags: 0x101,
    startTimeUnixNano: timeUnixNano,
    endTimeUnixNano: timeUnixNano,
    events: span.events.map((event) => ({ ...event, timeUnixNano })),
  };
}

describeSource('TraceRecorder', async () => {
  const recorder = new TraceRecorder();
  const started = new Map<string, ReadableSpan>();
  return {
    source: recorder,
    destination: 'the recorder of this process',
    asRead: asRecorded,
    hold: (spans) => {
      for (const span of spans) {
        if (started.has(span.spanId)) continue;
        const readable = toReadable(span);
        started.set(span.spanId, readable);
        recorder.spanProcessor.onStart(readable);
      }
      // An SDK that has the processor twice hands each ended span to it twice.
      for (const { spanId } of spans) {
        const readable = started.get(spanId);
        if (readable) recorder.spanProcessor.onEnd(readable);
      }
    },
    close: () => recorder.reset(),
  };
});
