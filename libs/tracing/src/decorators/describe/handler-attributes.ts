import { type Attributes, type Context, createContextKey } from '@opentelemetry/api';

/** Attributes that wait for the span of `handler`, which starts after they are known. */
interface HandlerAttributes {
  readonly handler: object;
  readonly attributes: Attributes;
}

const HANDLER_ATTRIBUTES = createContextKey('@traced/nest handler attributes');

/** A context in which the span of `handler` starts with `attributes`. */
export function setHandlerAttributes(
  parent: Context,
  handler: object,
  attributes: Attributes,
): Context {
  return parent.setValue(HANDLER_ATTRIBUTES, { handler, attributes } satisfies HandlerAttributes);
}

export function getHandlerAttributes(active: Context, handler: object): Attributes | undefined {
  const waiting = active.getValue(HANDLER_ATTRIBUTES) as HandlerAttributes | undefined;
  return waiting?.handler === handler ? waiting.attributes : undefined;
}
