import { warnOnThrow } from '#http/warn-on-throw.js';
import { ports } from '#span/ports.js';
import { markHandlerWrapped } from '#span/wrapped-handlers.js';
import { type AnyHandler, HandlerInvocation } from './handler-invocation.js';
import { type LambdaContext, traceInvocation } from './trace-invocation.js';

/** The longest time in milliseconds that an answer waits for the export of its spans. */
const MAX_EXPORT_MILLIS = 2_000;

/** The mark that `awslambda.streamifyResponse()` sets on handlers, which take a stream before the context. */
const STREAMS = Symbol.for('aws.lambda.runtime.handler.streaming');

/**
 * Wraps a handler for AWS Lambda such that each invocation has one SERVER span. If the event is an HTTP request (from
 * API Gateway, a function URL or an Application Load Balancer), the span continues the caller's trace and looks like
 * that of any server: `GET /orders/:id` with its status. For any other event, the span bears the name of the function
 * and begins a trace.
 *
 * Lambda freezes the process as soon as it has the answer. So the answer waits until all ended spans are exported, for
 * at most 2 seconds, and never for more than half of the time that the invocation has left. After a failed export, no
 * answer waits for the next 30 seconds. An invocation without spans to export does not wait. If the SDK has not been
 * started, the handler is called without any of this.
 *
 * @param handler a handler that returns a promise, calls its callback, or streams. If it throws, or returns a plain
 *   value, the wrapped handler returns a promise of that. An answer by the former `context.succeed()`, `fail()` or
 *   `done()` does not end the span
 * @returns a handler of the same type, with the properties of `handler`
 *
 * @example
 * import { configure } from '@codegenie/serverless-express';
 * import { tracedHandler } from '@traced/nest/lambda';
 *
 * const app = await NestFactory.create(AppModule);
 * await app.init();
 * export const handler = tracedHandler(configure({ app: app.getHttpAdapter().getInstance() }));
 */
export function tracedHandler<F extends AnyHandler>(handler: F): F {
  markHandlerWrapped();
  // A method has no `prototype` of its own, so that the properties of any handler can be defined on it.
  const { invoke } = {
    invoke(this: unknown, ...args: unknown[]): unknown {
      return ports.flush
        ? invokeTraced(handler, this, args, ports.flush)
        : Reflect.apply(handler, this, args);
    },
  };
  return Object.defineProperties(invoke, Object.getOwnPropertyDescriptors(handler)) as F;
}

function invokeTraced(
  handler: AnyHandler,
  receiver: unknown,
  args: unknown[],
  flush: (maxMillis: number) => Promise<void>,
): unknown {
  const streams = STREAMS in handler;
  const lambda = args[streams ? 2 : 1] as LambdaContext | undefined;
  const invocation = new HandlerInvocation(streams ? undefined : args[2]);
  const outcome = traceInvocation(args[0], lambda, () => invocation.call(handler, receiver, args));
  return invocation.answer(outcome, () => flush(exportMillis(lambda)));
}

function exportMillis(lambda: LambdaContext | undefined): number {
  const remaining = warnOnThrow(() => lambda?.getRemainingTimeInMillis?.())();
  return remaining === undefined ? MAX_EXPORT_MILLIS : Math.min(MAX_EXPORT_MILLIS, remaining / 2);
}
