import type { SpanNode } from '../trace/span-tree.js';
import type { AttributeValue, Attributes } from '../trace/span.js';
import type { Trace } from '../trace/trace.js';
import type { TraceQuery } from './jaeger-query.js';

/** Whether a trace has a span that is all that the query asks for, as the memory storage of Jaeger decides it. */
export function matchesQuery({ spans }: Trace, query: TraceQuery): boolean {
  return spans.some((span) => matchesHead(span, query) && matchesAttributes(span, query));
}

function matchesHead(span: SpanNode, query: TraceQuery): boolean {
  const { service = span.service, operation = span.name } = query;
  const { durationMin = 0n, durationMax = span.duration } = query;
  const start = span.startTimeUnixNano;
  return (
    service === span.service &&
    operation === span.name &&
    start >= query.startTimeMin &&
    start <= query.startTimeMax &&
    span.duration >= durationMin &&
    span.duration <= durationMax
  );
}

function matchesAttributes(span: SpanNode, { attributes }: TraceQuery): boolean {
  return Object.entries(attributes).every(([key, text]) => matchesAttribute(span, key, text));
}

function matchesAttribute(span: SpanNode, key: string, text: string): boolean {
  switch (key) {
    case 'error':
      return text === String(span.status.code === 'ERROR');
    case 'span.status':
      return text.toUpperCase() === span.status.code;
    case 'span.kind':
      return text.toUpperCase() === span.kind;
    case 'scope.name':
      return text === span.scope.name;
    case 'scope.version':
      return text === span.scope.version;
    default:
      return key.startsWith('resource.')
        ? has(span.resource.attributes, key.slice('resource.'.length), text)
        : everywhere(span).some((each) => has(each, key, text));
  }
}

function everywhere(span: SpanNode): Attributes[] {
  const inside = [...span.events, ...span.links].map(({ attributes }) => attributes);
  return [span.attributes, span.scope.attributes, span.resource.attributes, ...inside];
}

function has(attributes: Attributes, key: string, text: string): boolean {
  const value = Object.hasOwn(attributes, key) ? attributes[key] : undefined;
  return value !== undefined && toText(value) === text;
}

function toText(value: AttributeValue): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (typeof value === 'object' && value !== null) {
    return JSON.stringify(value, (_, item: unknown) =>
      typeof item === 'bigint' ? String(item) : item,
    );
  }
  return value === null ? '' : String(value);
}
