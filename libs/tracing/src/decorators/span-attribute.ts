import 'reflect-metadata';
import { type Span, diag } from '@opentelemetry/api';
import { redactText } from '../span/redaction.js';

type Primitive = string | number | boolean;

/** What an attribute of a span can hold. */
export type SpanAttributeValue = Primitive | readonly Primitive[];

interface ParameterAttribute {
  readonly index: number;
  readonly key: string;
  readonly pick: ((argument: never) => SpanAttributeValue | undefined) | undefined;
}

const PARAMETER_ATTRIBUTES = Symbol.for('@traced/nest parameter attributes');

/**
 * Sets an attribute of the method's span from one of its arguments. The method must be traced, by
 * {@link Traced} or as a controller's handler; on any other method nothing happens.
 *
 * Only strings, finite numbers, booleans and arrays of them are exported. Anything else is left out
 * with a warning, never serialised. Credentials and e-mail addresses within a string are redacted.
 * Evaluated only when the span is recorded; a picker that throws costs a warning, not the call.
 *
 * @param key the attribute's name, such as `order.id`
 * @param pick takes the value out of the argument; by default the argument itself
 *
 * @example
 * class OrdersService {
 *   @Traced()
 *   place(@SpanAttribute('order.id', (order: Order) => order.id) order: Order) {}
 * }
 */
export function SpanAttribute<T>(
  key: string,
  pick?: (argument: T) => SpanAttributeValue | undefined,
): ParameterDecorator {
  return (target, method, index) => {
    if (method === undefined) return;
    const attributes = parameterAttributes(target, method);
    const added: ParameterAttribute = { index, key, pick };
    Reflect.defineMetadata(PARAMETER_ATTRIBUTES, [...attributes, added], target, method);
  };
}

export function parameterAttributes(
  target: object,
  method: string | symbol,
): readonly ParameterAttribute[] {
  return (Reflect.getMetadata(PARAMETER_ATTRIBUTES, target, method) ??
    []) as readonly ParameterAttribute[];
}

/** Sets what the parameters of a call say on its span. */
export function setParameterAttributes(
  span: Span,
  attributes: readonly ParameterAttribute[],
  args: readonly unknown[],
): void {
  for (const { index, key, pick } of attributes) {
    const value = pickValue(key, pick, args[index]);
    if (value === undefined || value === null) continue;
    if (isAttributeValue(value)) span.setAttribute(key, redact(value));
    else diag.warn(`@SpanAttribute('${key}') expects a primitive or an array of primitives.`);
  }
}

function pickValue(key: string, pick: ParameterAttribute['pick'], argument: unknown): unknown {
  if (!pick) return argument;
  try {
    return pick(argument as never);
  } catch (error) {
    diag.warn(`The picker of @SpanAttribute('${key}') threw.`, error);
    return undefined;
  }
}

function isAttributeValue(value: unknown): value is SpanAttributeValue {
  return Array.isArray(value) ? value.every(isPrimitive) : isPrimitive(value);
}

function isPrimitive(value: unknown): value is Primitive {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

function redact(value: SpanAttributeValue): Primitive | Primitive[] {
  return typeof value === 'object' ? value.map(redactPrimitive) : redactPrimitive(value);
}

function redactPrimitive(value: Primitive): Primitive {
  return typeof value === 'string' ? redactText(value) : value;
}
