import type { SpanNode } from './span-tree.js';
import type { AttributeValue, Attributes } from './span.js';
import type { Trace } from './trace.js';

/** What a search for traces asks of a span, at least one of which a trace has to have. What is `undefined` is not asked. */
export interface TraceQuery {
  readonly service?: string | undefined;
  readonly operation?: string | undefined;
  /** The earliest and the latest start, in nanoseconds since the Unix epoch. */
  readonly startTimeMin?: bigint | undefined;
  readonly startTimeMax?: bigint | undefined;
  /** The bounds of the duration, in nanoseconds. */
  readonly durationMin?: bigint | undefined;
  readonly durationMax?: bigint | undefined;
  /** The attributes by key, as text; `error`, `span.kind` and some others ask for what is no attribute. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Whether a trace has a span that is all that the query asks for, as the memory storage of Jaeger decides it. */
export function matchesQuery({ spans }: Trace, query: TraceQuery): boolean {
  return spans.some((span) => matchesHead(span, query) && matchesAttributes(span, query));
}

function matchesHead(span: SpanNode, query: TraceQuery): boolean {
  const { service = span.service, operation = span.name } = query;
  const { durationMin = 0n, durationMax = span.duration } = query;
  const start = span.startTimeUnixNano;
  const { startTimeMin = start, startTimeMax = start } = query;
  return (
    service === span.service &&
    operation === span.name &&
    start >= startTimeMin &&
    start <= startTimeMax &&
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
