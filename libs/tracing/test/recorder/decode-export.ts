import root from 'otlp-transformer-0.213/build/src/generated/root.js';
import type { Journal } from './journal.js';
import type { Exported } from './providers.js';

/** A decoded protobuf message, or what `JSON.parse` returns for it. */
type Message = Readonly<Record<string, unknown>>;

interface MessageType {
  decode(bytes: Uint8Array): unknown;
  toObject(message: unknown, options: object): Message;
}

const { ExportTraceServiceRequest } = (
  root as unknown as {
    opentelemetry: {
      proto: {
        collector: { trace: { v1: { readonly ExportTraceServiceRequest: MessageType } } };
      };
    };
  }
).opentelemetry.proto.collector.trace.v1;

/** Returns the spans of all requests as a collector decodes them, each with its resource and scope. */
export function decodeExport({ protobuf, json }: Exported, journal: Journal): Message {
  const decoded = protobuf.map((bytes) =>
    ExportTraceServiceRequest.toObject(ExportTraceServiceRequest.decode(bytes), { longs: String }),
  );
  const parsed = json.map((bytes) => JSON.parse(Buffer.from(bytes).toString()) as Message);
  return { protobuf: viewOfRequests(decoded, journal), json: viewOfRequests(parsed, journal) };
}

/** Returns the spans of requests in the order of their span ids, because a batch may be grouped in any order. */
function viewOfRequests(requests: readonly Message[], journal: Journal): unknown[] {
  const spans = requests
    .flatMap((request) => messages(request.resourceSpans))
    .flatMap(({ scopeSpans, ...origin }) =>
      messages(scopeSpans).map((each) => ({ ...each, origin: withoutSchemaUrl(origin) })),
    )
    .flatMap(({ spans: ofScope, ...scope }: Message) =>
      messages(ofScope).map((span) => ({ ...span, scope })),
    );
  const viewed = spans.map((span) => viewOfMessage(span, journal) as { spanId?: string });
  return viewed.toSorted((a, b) => placeOf(a.spanId) - placeOf(b.spanId));
}

/** Leaves out the schema URL that the SDK's JSON writes into a resource: OTLP has it beside the resource alone. */
function withoutSchemaUrl({ resource, ...origin }: Message): Message {
  const { schemaUrl: _, ...known } = (resource ?? {}) as Message;
  return { ...origin, resource: known };
}

function messages(repeated: unknown): readonly Message[] {
  return (repeated ?? []) as readonly Message[];
}

function placeOf(name = ''): number {
  return Number(/\d+$/.exec(name)?.[0] ?? 0);
}

const IDS = ['traceId', 'spanId', 'parentSpanId'];

/** Returns the fields of a message that differ from the default of their type, which protobuf takes for absent. */
function viewOfMessage(message: Message, journal: Journal): Message | undefined {
  const fields = Object.entries(message).map(([key, value]) => [
    key,
    viewOfField(key, value, journal),
  ]);
  const present = fields.filter(([, value]) => value !== undefined);
  return present.length > 0 ? (Object.fromEntries(present) as Message) : undefined;
}

function viewOfField(key: string, value: unknown, journal: Journal): unknown {
  if (IDS.includes(key)) return viewOfId(value as string | Uint8Array | undefined, journal);
  if (key === 'attributes') return viewOfKeyValues(value as readonly Message[]);
  if (Array.isArray(value)) {
    return value.length > 0 ? value.map((item) => viewOfMessage(item, journal) ?? {}) : undefined;
  }
  if (typeof value === 'object' && value !== null) return viewOfMessage(value as Message, journal);
  if (typeof value === 'string')
    return value === '0' ? undefined : value.toWellFormed() || undefined;
  return value || undefined;
}

function viewOfId(id: string | Uint8Array | undefined, journal: Journal): string | undefined {
  const text = typeof id === 'object' ? Buffer.from(id).toString('hex') : id?.toLowerCase();
  return text ? journal.nameOf(text) : undefined;
}

/** Returns attributes by their keys, because OTLP gives their order no sense; a key that is there twice stays so. */
function viewOfKeyValues(pairs: readonly Message[] = []): unknown[] | undefined {
  if (pairs.length === 0) return undefined;
  return pairs
    .map(
      ({ key, value }) => [String(key).toWellFormed(), viewOfAnyValue(value as Message)] as const,
    )
    .toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)));
}

function viewOfAnyValue(value: Message | null = {}): unknown {
  if (value === null) return 'null, which is no message in JSON';
  const [[type, content] = ['empty', undefined], ...others] = Object.entries(value);
  if (others.length > 0)
    throw new Error(`Expected a value of one type, got ${Object.keys(value).join(' and ')}.`);
  switch (type) {
    case 'stringValue':
      return { string: String(content).toWellFormed() };
    case 'intValue':
      return viewOfInteger(content as number | string);
    case 'doubleValue':
      // JSON has no such numbers: the SDK writes `null`, and OTLP wants their names.
      return { double: typeof content === 'number' ? content : 'not finite' };
    case 'bytesValue':
      return { bytes: Buffer.from(content as string, 'base64').toString('hex') };
    case 'arrayValue':
      return { array: messages((content as Message).values).map(viewOfAnyValue) };
    case 'kvlistValue':
      return { map: viewOfKeyValues(messages((content as Message).values)) ?? [] };
    default:
      return { [type]: content };
  }
}

/** Takes an integer that no collector can decode for the double that it is: the SDK writes it so in JSON. */
function viewOfInteger(content: number | string): unknown {
  const integer = BigInt(content);
  return BigInt.asIntN(64, integer) === integer ? { int: integer } : { double: Number(content) };
}
