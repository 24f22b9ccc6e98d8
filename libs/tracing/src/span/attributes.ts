/*
 * Attribute names that semantic conventions do not have. The `nestjs.*` names are those that
 * @opentelemetry/instrumentation-nestjs-core emits, so that dashboards carry over.
 */
/**
 * The kind of code that Nest calls: `handler`, `guard`, `pipe`, `interceptor`, `filter`, `middleware`,
 * `rpc`, `ws`, `schedule`, `event` or `graphql`.
 */
export const ATTR_NESTJS_TYPE = 'nestjs.type';
export const ATTR_NESTJS_CONTROLLER = 'nestjs.controller';
export const ATTR_NESTJS_CALLBACK = 'nestjs.callback';
export const ATTR_NESTJS_EXCEPTION_STATUS_CODE = 'nestjs.exception.status_code';
/**
 * The attribute that is `true` on a SERVER span whose client disconnected before the response was
 * complete.
 */
export const ATTR_NESTJS_REQUEST_ABORTED = 'nestjs.request.aborted';
/**
 * The outcome of the transaction that a `transaction` span stands for: `committed`, `rolled_back`, `prepared` or
 * `connection_lost`. The name lies outside `db.*`, which belongs to semantic conventions.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/general/naming/
 */
export const ATTR_TRANSACTION_OUTCOME = 'transaction.outcome';
/** Why an unsampled span was exported: `error`, `slow`, or `downstream`, which is that a callee was exported. */
export const ATTR_SAMPLING_LATE = 'sampling.late';
