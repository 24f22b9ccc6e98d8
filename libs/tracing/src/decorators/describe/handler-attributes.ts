import { type Attributes, type Context, createContextKey } from '@opentelemetry/api';

/** Attributes for the span of `handler`, stored in the context because that span starts later. */
interface HandlerAttributes {
  readonly handler: object;
  readonly attributes: Attributes;
}

const HANDLER_ATTRIBUTES = createContextKey('@traced/nest handler attributes');

/** Returns a context in which the span of `handler` starts with `attributes`. */
export function setHandlerAttributes(
  parent: Context,
  handler: object,
  attributes: Attributes,
): Context {
  return parent.setValue(HANDLER_ATTRIBUTES, { handler, attributes } satisfies HandlerAttributes);
}

/** Returns the attributes that the context holds for the span of `handler`, if any. */
export function getHandlerAttributes(active: Context, handler: object): Attributes | undefined {
  const waiting = active.getValue(HANDLER_ATTRIBUTES) as HandlerAttributes | undefined;
  return waiting?.handler === handler ? waiting.attributes : undefined;
}
