import {
  type Attributes,
  type Exception,
  type Link,
  type Span,
  type SpanContext,
  type SpanKind,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
} from '@opentelemetry/api';
import type { ReadableSpan } from './readable-span.js';

/** What {@link RecordedSpan} is made of, and what it reports its end to. */
export interface RecordedSpanInit {
  readonly name: string;
  readonly kind: SpanKind;
  readonly context: SpanContext;
  readonly parent: SpanContext | undefined;
  readonly attributes: Attributes | undefined;
  readonly links: readonly Link[];
  readonly resource: ReadableSpan['resource'];
  readonly scope: ReadableSpan['instrumentationScope'];
  readonly clock: { tick(): bigint };
  onEnd(span: RecordedSpan): void;
}

type Event = ReadableSpan['events'][number];

const NO_TIME = [0, 0] as const;

/** A span that is recorded without an SDK. The recorder dates it: times that are passed to its methods do not count. */
export class RecordedSpan implements Span, ReadableSpan {
  readonly kind: SpanKind;
  readonly parentSpanContext: SpanContext | undefined;
  readonly startTime = NO_TIME;
  readonly endTime = NO_TIME;
  readonly attributes: Attributes = {};
  readonly events: Event[] = [];
  readonly eventTimes: bigint[] = [];
  readonly links: Link[];
  readonly resource: ReadableSpan['resource'];
  readonly instrumentationScope: ReadableSpan['instrumentationScope'];
  readonly droppedAttributesCount = 0;
  readonly droppedEventsCount = 0;
  readonly droppedLinksCount = 0;
  readonly #init: RecordedSpanInit;
  #name: string;
  #status: SpanStatus = { code: SpanStatusCode.UNSET };
  #hasEnded = false;

  constructor(init: RecordedSpanInit) {
    this.#init = init;
    this.#name = init.name;
    this.kind = init.kind;
    this.parentSpanContext = init.parent;
    this.links = [...init.links];
    this.resource = init.resource;
    this.instrumentationScope = init.scope;
    Object.assign(this.attributes, init.attributes);
  }

  get name(): string {
    return this.#name;
  }

  get status(): SpanStatus {
    return this.#status;
  }

  spanContext(): SpanContext {
    return this.#init.context;
  }

  isRecording(): boolean {
    return !this.#hasEnded;
  }

  setAttribute(key: string, value: Attributes[string]): this {
    return this.setAttributes({ [key]: value });
  }

  setAttributes(attributes: Attributes): this {
    if (!this.#hasEnded) Object.assign(this.attributes, attributes);
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput): this {
    if (this.#hasEnded) return this;
    const attributes = isAttributes(attributesOrTime) ? attributesOrTime : {};
    this.events.push({ name, attributes, time: NO_TIME });
    this.eventTimes.push(this.#init.clock.tick());
    return this;
  }

  addLink(link: Link): this {
    return this.addLinks([link]);
  }

  addLinks(links: Link[]): this {
    if (!this.#hasEnded) this.links.push(...links);
    return this;
  }

  // A status that was set to OK stays, and nothing sets one back to UNSET:
  // https://opentelemetry.io/docs/specs/otel/trace/api/#set-status
  setStatus({ code, message }: SpanStatus): this {
    const isFinal = this.#hasEnded || this.#status.code === SpanStatusCode.OK;
    if (isFinal || code === SpanStatusCode.UNSET) return this;
    const isError = code === SpanStatusCode.ERROR && message !== undefined;
    this.#status = { code, ...(isError && { message }) };
    return this;
  }

  updateName(name: string): this {
    if (!this.#hasEnded) this.#name = name;
    return this;
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#init.onEnd(this);
  }

  recordException(exception: Exception): void {
    const thrown = typeof exception === 'string' ? { message: exception } : exception;
    const type = thrown.code ?? thrown.name;
    this.addEvent('exception', {
      ...(type !== undefined && { 'exception.type': String(type) }),
      ...(thrown.message !== undefined && { 'exception.message': thrown.message }),
      ...(thrown.stack !== undefined && { 'exception.stacktrace': thrown.stack }),
    });
  }
}

function isAttributes(value: Attributes | TimeInput | undefined): value is Attributes {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
}
