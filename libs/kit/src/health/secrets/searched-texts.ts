import { processOf } from '../../trace/remote-parent.js';
import type { AttributeValue, Attributes, SpanEvent } from '../../trace/span.js';
import type { SpanNode } from '../../trace/span-tree.js';
import type { Trace } from '../../trace/trace.js';

/** A text that a span carries. */
export interface CarriedText {
  readonly span: SpanNode;
  /** The place of the text, as the end of a sentence, such as `attribute url.full`. */
  readonly place: string;
  /** The key of the attribute whose value the text is; empty when it is none. */
  readonly key: string;
  readonly text: string;
}

/** Visits every text of a trace: names, messages, and the values of attributes; a resource once for each process. */
export function* carriedTexts({ spans }: Trace): Generator<CarriedText> {
  const processes = new Set<string>();
  for (const span of spans) {
    for (const text of textsOf(span)) yield { span, ...text };
    const process = processOf(span);
    if (processes.has(process)) continue;
    processes.add(process);
    for (const text of ofAttributes(span.resource.attributes, 'resource attribute')) {
      yield { span, ...text };
    }
  }
}

type PlacedText = Omit<CarriedText, 'span'>;

function* textsOf({
  name,
  attributes,
  events,
  links,
  status,
  scope,
  traceState,
}: SpanNode): Generator<PlacedText> {
  yield { place: 'its name', key: '', text: name };
  yield { place: 'its status message', key: '', text: status.message };
  yield { place: 'its trace state', key: '', text: traceState };
  yield* ofAttributes(attributes, 'attribute');
  for (const event of events) yield* ofEvent(event);
  for (const link of links) yield* ofAttributes(link.attributes, 'link attribute');
  yield* ofAttributes(scope.attributes, 'scope attribute');
}

function* ofEvent({ name, attributes }: SpanEvent): Generator<PlacedText> {
  yield { place: 'the name of an event', key: '', text: name };
  yield* ofAttributes(attributes, 'event attribute');
}

function* ofAttributes(attributes: Attributes, what: string): Generator<PlacedText> {
  for (const [key, value] of Object.entries(attributes)) {
    for (const text of leavesOf(value)) yield { place: `${what} ${key}`, key, text };
  }
}

function* leavesOf(value: AttributeValue): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'number' || typeof value === 'bigint') yield String(value);
  else if (value instanceof Uint8Array) yield Buffer.from(value).toString('latin1');
  else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) yield* leavesOf(item);
  }
}
