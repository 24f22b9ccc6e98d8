import type { SpanKind } from '@opentelemetry/api';
import { TracingError } from '../errors.js';
import { type Method, traceMethod } from './trace-method.js';

/** How {@link Traced} makes its span. */
export interface TracedOptions {
  /** The span's name. Default: `Class.method` of the class the call is made on. */
  readonly name?: string;
  /** Default: `SpanKind.INTERNAL`. */
  readonly kind?: SpanKind;
}

/**
 * Runs the method in a span of its own, a child of the active one.
 *
 * The span ends when the work ends: at return, or when the returned promise settles. What the method
 * returns, throws or rejects with reaches the caller unchanged. A thrown error makes the span's
 * status ERROR, except for HTTP exceptions below 500 and cancellations. Works on instance and static
 * methods, below or above any other decorator.
 *
 * @throws {TracingError} `TRACING_NOT_A_METHOD` while the class is defined, if the member is no method
 *
 * @example
 * class PaymentsService {
 *   @Traced()
 *   async charge(order: Order) {} // span "PaymentsService.charge"
 *
 *   @Traced('sendReceipt', { kind: SpanKind.PRODUCER })
 *   async receipt(order: Order) {} // span "sendReceipt"
 * }
 */
export function Traced(options?: TracedOptions): MethodDecorator;
export function Traced(name: string, options?: Omit<TracedOptions, 'name'>): MethodDecorator;
export function Traced(
  nameOrOptions: string | TracedOptions = {},
  options: Omit<TracedOptions, 'name'> = {},
): MethodDecorator {
  const spanOptions =
    typeof nameOrOptions === 'string' ? { ...options, name: nameOrOptions } : nameOrOptions;
  return (target, key, descriptor: PropertyDescriptor | undefined) => {
    if (typeof descriptor?.value !== 'function') throw notAMethod(target, key);
    descriptor.value = traceMethod(descriptor.value as Method, target, key, spanOptions);
  };
}

function notAMethod(target: object, key: string | symbol): TracingError {
  const owner = typeof target === 'function' ? target.name : target.constructor.name;
  const member = `${owner}.${String(key)}`;
  return new TracingError(
    'TRACING_NOT_A_METHOD',
    member,
    `@Traced() expects a method, but ${member} is none: put it on the method that does the work.`,
  );
}
