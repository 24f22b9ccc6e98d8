import type { TracingError } from '#errors.js';
import { memberMark } from './wrap/member-marks.js';
import { tracedAndOptedOut, memberName, notTraceable } from './wrap/not-traceable.js';
import { type Constructor, traceClass } from './wrap/trace-class.js';
import { type AnyTracedOptions, declarationOf } from './describe/declaration.js';
import { isTraceable, traceMember } from './wrap/trace-member.js';
import type { NotInferred, TracedClassOptions, TracedOptions } from './describe/traced-options.js';

/** The type of a decorator for classes, methods and accessors. */
export interface TracedDecorator {
  (target: Constructor): void;
  (target: object, key: string | symbol, descriptor: PropertyDescriptor): void;
}

/** The type of a decorator for methods that take the arguments `A` and return `R`. */
export type TracedMethodDecorator<A extends unknown[], R> = (
  target: object,
  key: string | symbol,
  descriptor: { value?: (...args: A) => R },
) => void;

/** The type of a decorator for methods and accessors. */
export type TracedMemberDecorator = (
  target: object,
  key: string | symbol,
  descriptor: PropertyDescriptor,
) => void;

/**
 * Runs each call of a method in a span of its own, a child of the active span. On an accessor, each read and
 * each write has a span. On a class, every method has one, static and inherited methods too, except for Nest's
 * lifecycle hooks and methods with {@link NoTrace}. Methods may be static or private, and other decorators may
 * stand above or below.
 *
 * If several decorators or `TracingModule` trace the same method, it has one span, with the settings of all.
 * Where two disagree, the upper decorator wins over the lower one, a decorator of the method over one of its
 * class, and any decorator over `TracingModule`. The attributes of all are set, those of `onResult` too; for an
 * attribute that several set, the same order holds.
 *
 * The span ends when the work ends: when the method returns; when its promise settles; with each subscription
 * to its Observable, which has a span from subscribe to its end; with the work that the first `then` of a lazy
 * thenable, such as a query builder, begins; with the body of a generator; or when a readable stream or a
 * `StreamableFile` has been read or closes. The caller gets what the method returns, throws or rejects with,
 * but not the identity of promises and Observables, the number of microtasks or the depth of the stack.
 *
 * A thrown error sets the span's status to ERROR, except for HTTP exceptions below 500 and cancellations;
 * see `ErrorPolicy`. Values are captured only if the options or {@link SpanAttribute} say so, and are
 * redacted. If a callback throws, a warning is logged and the call goes on.
 *
 * Cost: while no SDK runs, and below an unsampled span unless `root` is set, a call bypasses tracing: it makes
 * no span, calls no callback and changes no context.
 *
 * @throws {TracingError} `TRACING_NOT_TRACEABLE` while the class is defined, if the decorator stands on
 *   anything but a method, an accessor or a class
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
    const reason = 'which is a class and cannot have the name of one span';
    throw notTraceable('@Traced()', memberName(target), reason, 'name its methods instead');
  }
  const { prototype } = target as Constructor;
  if (memberMark(prototype as object, 'constructor') === 'untraced') {
    throw tracedAndOptedOut(memberName(target));
  }
  traceClass(target as Constructor, { by: 'class', ...declarationOf(options) });
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
  traceMember(target, key, descriptor, { by: 'member', ...declarationOf(options) });
}

/**
 * Returns the error for a standard decorator of ECMAScript, which gets a context in place of the key. Nest
 * does not support these.
 */
function standardDecorator({ name }: DecoratorContext): TracingError {
  const fix = 'set the option `experimentalDecorators` of TypeScript';
  return notTraceable('@Traced()', String(name), 'which has standard decorators', fix);
}
