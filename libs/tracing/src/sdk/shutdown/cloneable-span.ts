import type { Attributes, Link, SpanContext } from '@opentelemetry/api';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { parseTraceState } from '#sdk/propagation/trace-state.js';

/** A finished span without the functions and classes that cannot pass to another thread. */
export interface CloneableSpan extends Omit<
  ReadableSpan,
  'spanContext' | 'parentSpanContext' | 'links' | 'resource'
> {
  readonly context: CloneableContext;
  readonly parentContext: CloneableContext | undefined;
  readonly links: readonly CloneableLink[];
  readonly resource: CloneableResource;
}

interface CloneableContext extends Omit<SpanContext, 'traceState'> {
  readonly traceState: string | undefined;
}

interface CloneableLink extends Omit<Link, 'context'> {
  readonly context: CloneableContext;
}

interface CloneableResource {
  readonly attributes: Attributes;
  readonly schemaUrl: string | undefined;
}

/** Converts spans for another thread. Spans that share a resource still do, as exporters group them by it. */
export function toCloneable(spans: readonly ReadableSpan[]): CloneableSpan[] {
  const cloneableOf = memoized((resource: Resource): CloneableResource => ({
    attributes: resource.attributes,
    schemaUrl: resource.schemaUrl,
  }));
  return spans.map((span) => ({
    name: span.name,
    kind: span.kind,
    startTime: span.startTime,
    endTime: span.endTime,
    duration: span.duration,
    ended: span.ended,
    status: span.status,
    attributes: span.attributes,
    events: span.events,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
    context: contextToClone(span.spanContext()),
    parentContext: span.parentSpanContext && contextToClone(span.parentSpanContext),
    links: span.links.map((link) => ({ ...link, context: contextToClone(link.context) })),
    resource: cloneableOf(span.resource),
  }));
}

/** Converts the clones that have arrived in another thread to spans. */
export function fromCloneable(clones: readonly CloneableSpan[]): ReadableSpan[] {
  const resourceOf = memoized(({ attributes, schemaUrl }: CloneableResource) =>
    resourceFromAttributes(attributes, schemaUrl === undefined ? {} : { schemaUrl }),
  );
  return clones.map(({ context, parentContext, links, resource, ...span }) => ({
    ...span,
    spanContext: () => contextFromClone(context),
    ...(parentContext && { parentSpanContext: contextFromClone(parentContext) }),
    links: links.map((link) => ({ ...link, context: contextFromClone(link.context) })),
    resource: resourceOf(resource),
  }));
}

function contextToClone(context: SpanContext): CloneableContext {
  return { ...context, traceState: context.traceState?.serialize() };
}

function contextFromClone({ traceState, ...context }: CloneableContext): SpanContext {
  const parsed = traceState === undefined ? undefined : parseTraceState(traceState);
  return parsed ? { ...context, traceState: parsed } : context;
}

function memoized<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}
