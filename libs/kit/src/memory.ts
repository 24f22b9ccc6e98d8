export type { ReadableSpan } from './memory/readable-span.js';
export {
  type RecordTracesOptions,
  type TraceRecording,
  recordTraces,
} from './memory/record-traces.js';
export {
  type RecordingProcessor,
  TraceRecorder,
  type TraceRecorderOptions,
} from './memory/trace-recorder.js';
