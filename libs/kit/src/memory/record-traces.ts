import { type TracerProvider, context, trace } from '@opentelemetry/api';
import { ContextStorage } from './context-storage.js';
import { AlreadyTracedError } from './errors.js';
import { RecordingTracer } from './recording-tracer.js';
import { TraceRecorder, type TraceRecorderOptions } from './trace-recorder.js';

/** How {@link recordTraces} records. */
export interface RecordTracesOptions extends TraceRecorderOptions {
  /** The `service.name` of the spans. Default `'test'`. */
  readonly service?: string;
}

/** A recorder that is registered with `@opentelemetry/api` until it is stopped; made by {@link recordTraces}. */
export interface TraceRecording extends TraceRecorder {
  /** Ends the recording and removes it from the API. What was recorded stays readable. */
  stop(): void;
}

interface Current {
  readonly recorder: TraceRecorder;
  readonly service: string;
}

/** What is recorded now. Libraries hold on to tracers, so that a tracer serves every recording of its process. */
let current: Current | undefined;

const provider: TracerProvider = {
  getTracer: (name, version) =>
    new RecordingTracer(
      () =>
        current && {
          recorder: current.recorder,
          resource: { attributes: { 'service.name': current.service } },
          scope: { name, version },
        },
    ),
};

/**
 * Records, from now on, every span that this process makes through `@opentelemetry/api`, without an SDK: for unit tests of
 * code with decorators of `@traced/nest`, or with spans of its own. Every trace is sampled, but those that a caller has not
 * sampled. The ids and times of the same work are the same in every run. There are no spans of requests or queries, as no
 * instrumentation runs.
 *
 * @throws {AlreadyTracedError} when an SDK or another recording is registered with the API already.
 *
 * @example
 * const recording = recordTraces({ service: 'orders' });
 * afterEach(() => recording.reset());
 * afterAll(() => recording.stop());
 *
 * it('prices each item', async () => {
 *   await new OrdersService(prices).place(order);
 *   expect(recording.trace()).toMatchTrace(span('OrdersService.place', { children: [span('priceOf')] }));
 * });
 */
export function recordTraces({
  service = 'test',
  ...options
}: RecordTracesOptions = {}): TraceRecording {
  if (!trace.setGlobalTracerProvider(provider)) throw new AlreadyTracedError();
  const contexts = context.setGlobalContextManager(new ContextStorage());
  const recorder = new TraceRecorder(options);
  const recording = { recorder, service };
  current = recording;
  return Object.assign(recorder, {
    stop: (): void => {
      if (current !== recording) return;
      current = undefined;
      trace.disable();
      if (contexts) context.disable();
    },
  });
}
