import {
  type Attributes,
  type Context,
  type Exception,
  type HrTime,
  type Link,
  type Span,
  type SpanContext,
  type SpanKind,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
  diag,
} from '@opentelemetry/api';
import { type InstrumentationScope, cleanSimpleAttributes } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import type { SpanFields } from '#sdk/recorder/otlp/span-fields.js';
import { IDS, type SpanIds } from '#span/ids/span-ids.js';
import { AttributeList } from './attribute-list.js';
import { exceptionAttributes } from './exception-attributes.js';
import {
  addTimes,
  durationBetween,
  hrTimeOfMillis,
  isTime,
  measureDrift,
  readTime,
} from './hr-time.js';
import type { AllSpanLimits } from './span-limits.js';
import { validLink } from './valid-link.js';

/** What the spans of one tracer share. */
export interface SpanOrigin {
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
  readonly limits: AllSpanLimits;
  readonly observer: SpanObserver;
}

/** Gets each span when it starts and when it ends. */
export interface SpanObserver {
  onStart(span: RecordedSpan, parentContext: Context): void;
  onEnding(span: RecordedSpan): void;
  onEnd(span: RecordedSpan): void;
}

/** A span that is to be recorded. */
export interface SpanStart {
  readonly origin: SpanOrigin;
  readonly name: string;
  readonly kind: SpanKind;
  readonly ids: SpanIds;
  readonly parentIds: SpanIds | undefined;
  readonly parentContext: Context;
  readonly attributes: Attributes | undefined;
  /** The attributes that the sampler has added. */
  readonly sampledAttributes: Attributes | undefined;
  readonly links: readonly Link[] | undefined;
  readonly startTime: TimeInput | undefined;
}

const NO_TIME: HrTime = [0, 0];
const NO_DURATION: HrTime = [-1, -1];

/**
 * A span that is recorded. The export reads it as {@link SpanFields}, without a copy; a span processor of the application
 * reads it as OpenTelemetry's `ReadableSpan`, whose objects are made when they are read.
 */
export class RecordedSpan implements Span, ReadableSpan, SpanFields {
  name: string;
  readonly kind: SpanKind;
  readonly ids: SpanIds;
  readonly parentIds: SpanIds | undefined;
  readonly attributeList: AttributeList;
  readonly startTime: HrTime;
  endTime: HrTime = NO_TIME;
  readonly #origin: SpanOrigin;
  #status: SpanStatus | undefined;
  #events: TimedEvent[] | undefined;
  #links: ReadableSpan['links'] | undefined;
  #droppedEvents = 0;
  #droppedLinks = 0;
  #hasEnded = false;
  /** The milliseconds by which the wall clock was ahead of `performance.now()` at the start. */
  readonly #drift = measureDrift();
  /** The start by `performance.now()`, in milliseconds, unless the start time was given. */
  readonly #startedAt: number | undefined;

  constructor(start: SpanStart) {
    const { origin, startTime } = start;
    this.#origin = origin;
    this.name = start.name;
    this.kind = start.kind;
    this.ids = start.ids;
    this.parentIds = start.parentIds;
    // Code in JavaScript may pass `null` for no time.
    this.#startedAt = (startTime ?? undefined) === undefined ? performance.now() : undefined;
    this.startTime = readTime(startTime, this.#drift) ?? hrTimeOfMillis(Date.now());
    this.attributeList = new AttributeList(origin.limits);
    this.attributeList.start(start.attributes, start.sampledAttributes);
    if (start.links) this.#startLinks(start.links);
    origin.observer.onStart(this, start.parentContext);
  }

  get [IDS](): SpanIds {
    return this.ids;
  }

  spanContext(): SpanContext {
    return this.ids.spanContext;
  }

  /** `undefined` for the first span of a trace. The type is that of OpenTelemetry, where the property may be absent. */
  get parentSpanContext(): SpanContext {
    return this.parentIds?.spanContext as SpanContext;
  }

  get attributes(): Attributes {
    return this.attributeList.object;
  }

  // As the fields of the SDK's span can be assigned, there are span processors that do so.
  set attributes(attributes: Attributes) {
    this.attributeList.object = attributes;
  }

  get status(): SpanStatus {
    return (this.#status ??= { code: SpanStatusCode.UNSET });
  }

  set status(status: SpanStatus) {
    this.#status = status;
  }

  get events(): TimedEvent[] {
    return (this.#events ??= []);
  }

  set events(events: TimedEvent[]) {
    this.#events = events;
  }

  get links(): ReadableSpan['links'] {
    return (this.#links ??= []);
  }

  set links(links: ReadableSpan['links']) {
    this.#links = links;
  }

  get duration(): HrTime {
    return this.#hasEnded || this.endTime !== NO_TIME
      ? durationBetween(this.startTime, this.endTime)
      : NO_DURATION;
  }

  get ended(): boolean {
    return this.#hasEnded;
  }

  get resource(): Resource {
    return this.#origin.resource;
  }

  get instrumentationScope(): InstrumentationScope {
    return this.#origin.scope;
  }

  get droppedAttributesCount(): number {
    return this.attributeList.dropped;
  }

  get droppedEventsCount(): number {
    return this.#droppedEvents;
  }

  get droppedLinksCount(): number {
    return this.#droppedLinks;
  }

  isRecording(): boolean {
    return !this.#hasEnded;
  }

  setAttribute(key: string, value: unknown): this {
    if (this.#isOpen()) this.attributeList.set(key, value);
    return this;
  }

  setAttributes(attributes: Attributes): this {
    for (const key in attributes) {
      if (Object.hasOwn(attributes, key)) this.setAttribute(key, attributes[key]);
    }
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (!this.#isOpen()) return this;
    const { eventCountLimit } = this.#origin.limits;
    if (this.events.length >= eventCountLimit) {
      this.#droppedEvents++;
      if (eventCountLimit === 0) {
        diag.warn('An event was dropped, as the limit of events is 0.');
        return this;
      }
      this.events.shift();
    }
    const isTimed = isTime(attributesOrTime);
    this.events.push(
      this.#event(
        name,
        isTimed ? undefined : attributesOrTime,
        isTimed && !isTime(time) ? attributesOrTime : time,
      ),
    );
    return this;
  }

  addLink(link: Link): this {
    if (!this.#isOpen()) return this;
    const { linkCountLimit } = this.#origin.limits;
    if (this.links.length >= linkCountLimit) {
      this.#droppedLinks++;
      if (linkCountLimit === 0) return this;
      this.links.shift();
    }
    this.links.push(validLink(link, this.#origin.limits));
    return this;
  }

  addLinks(links: Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  // A status that was set to OK stays, and nothing sets one back to UNSET:
  // https://opentelemetry.io/docs/specs/otel/trace/api/#set-status
  setStatus({ code, message }: SpanStatus): this {
    if (!this.#isOpen() || code === SpanStatusCode.UNSET) return this;
    if (this.#status?.code === SpanStatusCode.OK) return this;
    this.#status = { code };
    if (code !== SpanStatusCode.ERROR || message === undefined || message === null) return this;
    if (typeof message === 'string') this.#status.message = message;
    else
      diag.warn(`The message of a status is a string; one of type ${typeof message} was dropped.`);
    return this;
  }

  updateName(name: string): this {
    if (this.#isOpen()) this.name = name;
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const attributes = exceptionAttributes(exception);
    if (attributes) this.addEvent('exception', attributes, time);
    else diag.warn('An exception without a type and a message was not recorded.');
  }

  end(endTime?: TimeInput): void {
    if (this.#hasEnded) {
      diag.error(`The span ${this.name} was ended a second time, which has no effect.`);
      return;
    }
    this.endTime = this.#timeOf(endTime);
    if (durationBetween(this.startTime, this.endTime)[0] < 0) {
      diag.warn(`The span ${this.name} ends before it starts; its duration is set to 0.`);
      this.endTime = [...this.startTime];
    }
    this.#warnOfDropped();
    const { observer } = this.#origin;
    observer.onEnding(this);
    this.#hasEnded = true;
    observer.onEnd(this);
  }

  #isOpen(): boolean {
    if (this.#hasEnded) diag.warn(`The span ${this.name} has ended and does not change any more.`);
    return !this.#hasEnded;
  }

  #warnOfDropped(): void {
    const [events, links] = [this.#droppedEvents, this.#droppedLinks];
    if (events > 0)
      diag.warn(`The span ${this.name} has dropped ${events} events beyond its limit.`);
    if (links > 0) diag.warn(`The span ${this.name} has dropped ${links} links beyond its limit.`);
  }

  #startLinks(links: readonly Link[]): void {
    const { linkCountLimit } = this.#origin.limits;
    this.#droppedLinks = Math.max(links.length - linkCountLimit, 0);
    this.#links = links
      .slice(this.#droppedLinks)
      .map((link) => validLink(link, this.#origin.limits));
  }

  #event(name: string, attributes: Attributes | undefined, time: unknown): TimedEvent {
    const { attributePerEventCountLimit, attributeValueLengthLimit } = this.#origin.limits;
    const limits = { attributeCountLimit: attributePerEventCountLimit, attributeValueLengthLimit };
    return { name, time: this.#timeOf(time), ...cleanSimpleAttributes(attributes, limits) };
  }

  /** Returns a time that was given, or the present one by the clock that the start time is of. */
  #timeOf(time: unknown): HrTime {
    const given = readTime(time, this.#drift);
    if (given) return given;
    if (this.#startedAt === undefined) return hrTimeOfMillis(Date.now());
    return addTimes(this.startTime, hrTimeOfMillis(performance.now() - this.#startedAt));
  }
}
