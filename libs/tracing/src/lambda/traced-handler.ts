import { warnOnThrow } from '#http/warn-on-throw.js';
import { ports } from '#span/ports.js';
import { markHandlerWrapped } from '#span/wrapped-handlers.js';
import { type AnyHandler, HandlerInvocation } from './handler-invocation.js';
import { type LambdaContext, traceInvocation } from './trace-invocation.js';

/** The longest that an answer waits for its spans to be exported. */
const MAX_EXPORT_MILLIS = 2_000;

/** The mark of `awslambda.streamifyResponse()`, whose handlers take a stream before the context. */
const STREAMS = Symbol.for('aws.lambda.runtime.handler.streaming');

/**
 * Returns a handler for AWS Lambda that does what `handler` does, traced. Each invocation has one SERVER
 * span. Where the event is an HTTP request (of API Gateway, a function URL or an Application Load
 * Balancer), the span continues the caller's trace and is that of any server: `GET /orders/:id` with its
 * status. Any other event has a span by the function's name, in a trace of its own.
 *
 * Lambda freezes the process as soon as it has the answer. So the answer waits until all finished spans
 * are exported, 2 seconds at most, and never longer than half of the time that the invocation has left.
 * After an export that failed, no answer waits for the next 30 seconds. An invocation that exports
 * nothing waits for nothing. Without a started SDK the handler is called as it is.
 *
 * @param handler a handler that returns a promise, calls its callback, or streams. One that throws at once, or
 *   returns a plain value, gives a promise of it. One that answers by the former `context.succeed()`, `fail()` or
 *   `done()` is not followed
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
  // As a method, which has no `prototype` of its own.
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
  const call = new HandlerInvocation(streams ? undefined : args[2]);
  const outcome = traceInvocation(args[0], lambda, () => call.start(handler, receiver, args));
  return call.finish(outcome, () => flush(exportMillis(lambda)));
}

function exportMillis(lambda: LambdaContext | undefined): number {
  const remaining = warnOnThrow(() => lambda?.getRemainingTimeInMillis?.())();
  return remaining === undefined ? MAX_EXPORT_MILLIS : Math.min(MAX_EXPORT_MILLIS, remaining / 2);
}
