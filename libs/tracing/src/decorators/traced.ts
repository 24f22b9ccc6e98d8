import type { TracingError } from '#errors.js';
import { memberMark } from './wrap/member-marks.js';
import { tracedAndOptedOut, memberName, notTraceable } from './wrap/not-traceable.js';
import { type Constructor, traceClass } from './wrap/trace-class.js';
import { type AnyTracedOptions, statementOf } from './describe/statement.js';
import { isTraceable, traceMember } from './wrap/trace-member.js';
import type { NotInferred, TracedClassOptions, TracedOptions } from './describe/traced-options.js';

/** A decorator of classes, methods and accessors. */
export interface TracedDecorator {
  (target: Constructor): void;
  (target: object, key: string | symbol, descriptor: PropertyDescriptor): void;
}

/** A decorator of methods that take `A` and return `R`. */
export type TracedMethodDecorator<A extends unknown[], R> = (
  target: object,
  key: string | symbol,
  descriptor: { value?: (...args: A) => R },
) => void;

/** A decorator of methods and accessors. */
export type TracedMemberDecorator = (
  target: object,
  key: string | symbol,
  descriptor: PropertyDescriptor,
) => void;

/**
 * Runs a method in a span of its own, a child of the active one. On a class: each of its methods,
 * static and inherited ones too, except for Nest's lifecycle hooks and those with {@link NoTrace}. On an
 * accessor: each read and write. Works on static and private methods, below or above any other
 * decorator.
 *
 * A method that several decorators or automatic tracing name has one span, by all that they state. The upper of
 * two decorators counts more, a decorator of the method more than its class, and `TracingModule` least;
 * attributes, those of `onResult` too, come together, each by the one that counts most.
 *
 * The span ends when the work ends: at return; when a promise settles; with each subscription to an
 * Observable, from subscribe to its end; with the first `then` of a lazy thenable, such as a query
 * builder; with a generator's body; when a readable stream or a `StreamableFile` was read or closes. What the
 * method returns, throws or rejects with reaches the caller unchanged. Not kept: the identity of
 * promises and Observables, the number of microtasks, the depth of the stack.
 *
 * A thrown error makes the span's status ERROR, except for HTTP exceptions below 500 and cancellations;
 * see `ErrorPolicy`. Values are captured only where the options or {@link SpanAttribute} say so, and are
 * redacted. A callback that throws costs a warning, never the call.
 *
 * Cost: a call goes straight through, with no span, callback or change of context, while no SDK runs or
 * below a span that the sampler dropped, unless `root` is set.
 *
 * @throws {TracingError} `TRACING_NOT_TRACEABLE` while the class is defined, on anything else
 * @see https://opentelemetry.io/docs/specs/semconv/general/attributes/#source-code-attributes
 *
 * @example
 * class PaymentsService {
 *   @Traced() // span "PaymentsService.charge"
 *   async charge(order: Order): Promise<Receipt> {}
 *
 *   @Traced('sendReceipt', { kind: SpanKind.PRODUCER })
 *   async receipt(order: Order): Promise<void> {}
 *
 *   @Traced({
 *     attributes: (order) => ({ 'order.id': order.id }),
 *     onResult: (receipt) => ({ 'receipt.id': receipt.id }),
 *   })
 *   async settle(order: Order): Promise<Receipt> {}
 *
 *   @Traced({ root: 'linked' }) // a trace of its own, linked to the caller's
 *   async reconcile(): Promise<void> {}
 * }
 */
export function Traced(options?: TracedClassOptions): TracedDecorator;
export function Traced(name: string, options?: TracedClassOptions): TracedMemberDecorator;
export function Traced<A extends unknown[], R>(
  options: TracedOptions<NotInferred<A>, NotInferred<R>>,
): TracedMethodDecorator<A, R>;
export function Traced<A extends unknown[], R>(
  name: string,
  options: Omit<TracedOptions<NotInferred<A>, NotInferred<R>>, 'name'>,
): TracedMethodDecorator<A, R>;
export function Traced(
  nameOrOptions: string | AnyTracedOptions = {},
  moreOptions: AnyTracedOptions = {},
): TracedDecorator {
  const options =
    typeof nameOrOptions === 'string' ? { ...moreOptions, name: nameOrOptions } : nameOrOptions;
  return (
    target: object,
    key?: string | symbol | DecoratorContext,
    descriptor?: PropertyDescriptor,
  ) => {
    if (typeof key === 'object') throw standardDecorator(key);
    if (key === undefined) decorateClass(target, options);
    else decorateMember(target, key, descriptor, options);
  };
}

function decorateClass(target: object, options: AnyTracedOptions): void {
  if (options.name !== undefined) {
    const fix = 'leave the name to its methods';
    throw notTraceable('@Traced()', memberName(target), 'a class, under one name', fix);
  }
  const { prototype } = target as Constructor;
  if (memberMark(prototype as object, 'constructor') === 'untraced') {
    throw tracedAndOptedOut(memberName(target));
  }
  traceClass(target as Constructor, { by: 'class', ...statementOf(options) });
}

function decorateMember(
  target: object,
  key: string | symbol,
  descriptor: PropertyDescriptor | undefined,
  options: AnyTracedOptions,
): void {
  const subject = memberName(target, key);
  if (!isTraceable(descriptor)) {
    const fix = "make it a method, or wrap its function with traced('name', fn)";
    throw notTraceable('@Traced()', subject, 'which is neither method nor accessor', fix);
  }
  if (memberMark(target, key) === 'untraced') throw tracedAndOptedOut(subject);
  traceMember(target, key, descriptor, { by: 'member', ...statementOf(options) });
}

/** The standard decorators of ECMAScript get a context in place of the key; Nest does not know them. */
function standardDecorator({ name }: DecoratorContext): TracingError {
  const fix = 'set the option `experimentalDecorators` of TypeScript';
  return notTraceable('@Traced()', String(name), 'compiled to standard decorators', fix);
}
