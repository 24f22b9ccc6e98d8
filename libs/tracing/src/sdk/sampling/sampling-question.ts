import {
  type Attributes,
  type Context,
  type Link,
  type SpanContext,
  type SpanKind,
  isSpanContextValid,
  trace,
} from '@opentelemetry/api';
import { TraceId } from '#span/ids/trace-id.js';

/**
 * The question whether a span is sampled. Most samplers read one or two of its properties, and most of its properties
 * are made when they are read first.
 */
export interface SamplingQuestion {
  /** The context that holds the parent, if the span has one. */
  readonly context: Context;
  /** The ids of the parent; `undefined` if there is none, or if they are invalid. */
  readonly parent: SpanContext | undefined;
  readonly spanName: string;
  readonly spanKind: SpanKind;
  /** The attributes that the span starts with. */
  readonly attributes: Attributes;
  readonly links: Link[];
  /** The trace id as 32 hexadecimal digits. */
  readonly traceId: string;
  /**
   * The exclusive or of the four parts of the trace id, as a signed 32-bit number. Samplers by ratio read nothing else.
   */
  readonly checksum: number;
}

/** The question that an SDK asks by OpenTelemetry's interface of samplers. */
export class AskedQuestion implements SamplingQuestion {
  constructor(
    readonly context: Context,
    readonly traceId: string,
    readonly spanName: string,
    readonly spanKind: SpanKind,
    readonly attributes: Attributes,
    readonly links: Link[],
  ) {}

  get parent(): SpanContext | undefined {
    return parentIn(this.context);
  }

  get checksum(): number {
    return TraceId.parse(this.traceId).checksum;
  }
}

/** The question about the same span as if it had no parent: its trace id stays the one of its parent. */
export class QuestionWithoutParent implements SamplingQuestion {
  readonly parent = undefined;
  readonly #question: SamplingQuestion;

  constructor(question: SamplingQuestion) {
    this.#question = question;
  }

  get context(): Context {
    return trace.deleteSpan(this.#question.context);
  }

  get spanName(): string {
    return this.#question.spanName;
  }

  get spanKind(): SpanKind {
    return this.#question.spanKind;
  }

  get attributes(): Attributes {
    return this.#question.attributes;
  }

  get links(): Link[] {
    return this.#question.links;
  }

  get traceId(): string {
    return this.#question.traceId;
  }

  get checksum(): number {
    return this.#question.checksum;
  }
}

/** Returns the ids of the span that is active in `context`; `undefined` if there is none, or if they are invalid. */
export function parentIn(context: Context): SpanContext | undefined {
  const spanContext = trace.getSpanContext(context);
  return spanContext && isSpanContextValid(spanContext) ? spanContext : undefined;
}
