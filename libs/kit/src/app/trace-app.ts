import {
  type Capture,
  type CaptureOptions,
  type CapturedRequest,
  captureTrace,
} from '../capture/capture-trace.js';
import { OtlpReceiver } from '../receiver/otlp-receiver.js';
import { setVariables } from '../running/variables.js';
import { type Application, createApplication } from './application.js';
import { UndoStack } from './undo-stack.js';

/** The tracing of this process, as `startTracing` of `@traced/nest/sdk` returns it. */
export interface StartedTracing {
  shutdown(): Promise<unknown>;
}

/** How {@link traceApp} starts an application. */
export interface TraceAppOptions<Module> {
  /**
   * Starts the tracing of this process, by the environment: `startTracing` of `@traced/nest/sdk`, or a function that starts
   * any other SDK.
   */
  readonly start: () => StartedTracing | PromiseLike<StartedTracing>;
  /**
   * Makes an application of the module, after tracing has started. Default: `NestFactory.create(module)`, with the
   * `@nestjs/core` that is installed beside the kit.
   */
  readonly create?: (module: Module) => Application | PromiseLike<Application>;
  /** The `service.name` of the spans. Default `'app'`. */
  readonly service?: string;
}

/** A request to the application, as a test sends it. */
export interface AppRequest extends CapturedRequest {
  /** The address of the application, without a slash at its end. */
  readonly url: string;
}

/** A traced application that runs in the process of its test. */
export interface TracedApp extends AsyncDisposable {
  /** The address of the application, such as `http://127.0.0.1:43817`. */
  readonly url: string;
  /** What the application exports to. */
  readonly receiver: OtlpReceiver;
  /** Captures the trace of what `send` requests of the application, as `captureTrace` does. */
  captureTrace<Result>(
    send: (request: AppRequest) => Result | PromiseLike<Result>,
    options?: Omit<CaptureOptions, 'source'>,
  ): Promise<Capture<Result>>;
  /** Closes the application, shuts tracing down, stops the receiver, and restores the environment. */
  stop(): Promise<void>;
}

/**
 * Starts one Nest application in the process of its test, traced: first a receiver, then tracing, then the application on a
 * free port of 127.0.0.1. It sets `OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_EXPORTER_OTLP_PROTOCOL`, `OTEL_BSP_SCHEDULE_DELAY`,
 * `OTEL_SERVICE_NAME`, `OTEL_TRACES_EXPORTER` and `TRACING_TEST_LEDGER` until it is stopped. One application can be traced
 * in a process at a time.
 *
 * Jest replaces the loading of modules, so that packages which an instrumentation patches as they are loaded, such as `pg`
 * under the preset `standard`, have no spans there. What `@traced/nest` itself traces has: requests, handlers, decorated
 * methods, and queries of its modules. Under Vitest and `node:test`, import what is to be patched after tracing has started.
 *
 * @throws {Error} what `start`, `create` or the start of the application has failed with, after all was stopped.
 *
 * @example
 * const app = await traceApp(AppModule, { start: startTracing });
 * const { trace, result } = await app.captureTrace(({ url, headers }) => fetch(`${url}/orders/1`, { headers }));
 * expect(trace).toMatchTrace(span('GET /orders/:id'));
 * await app.stop();
 */
export async function traceApp<Module>(
  module: Module,
  { start, create = createApplication, service = 'app' }: TraceAppOptions<Module>,
): Promise<TracedApp> {
  const started = new UndoStack();
  try {
    const receiver = await OtlpReceiver.start();
    started.add(() => receiver.stop());
    started.add(setVariables(variablesFor(receiver.endpoint, service)));
    const tracing = await start();
    started.add(() => tracing.shutdown());
    const application = await create(module);
    started.add(() => application.close());
    await application.listen(0, '127.0.0.1');
    const url = (await application.getUrl()).replace(/\/$/, '');
    return new RunningApp(url, receiver, started);
  } catch (error) {
    await started.undo();
    throw error;
  }
}

function variablesFor(endpoint: string, service: string): Record<string, string> {
  return {
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_BSP_SCHEDULE_DELAY: '10',
    OTEL_SERVICE_NAME: service,
    TRACING_TEST_LEDGER: 'on',
  };
}

class RunningApp implements TracedApp {
  readonly #started: UndoStack;

  constructor(
    readonly url: string,
    readonly receiver: OtlpReceiver,
    started: UndoStack,
  ) {
    this.#started = started;
  }

  captureTrace<Result>(
    send: (request: AppRequest) => Result | PromiseLike<Result>,
    options: Omit<CaptureOptions, 'source'> = {},
  ): Promise<Capture<Result>> {
    const { url, receiver } = this;
    return captureTrace((request) => send({ ...request, url }), { ...options, source: receiver });
  }

  stop(): Promise<void> {
    return this.#started.undo();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
