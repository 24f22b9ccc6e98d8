import {
  type ChildPattern,
  type ChildrenPattern,
  type SpanPattern,
  containing,
  inOrder,
  many,
  span,
} from '../pattern/span-pattern.js';
import type { TextPattern } from '../pattern/value-pattern.js';
import type { Column } from './column.js';
import type { PictureLine, Range } from './picture-line.js';
import { EventDraft } from './event-draft.js';
import { SpanColumns } from './span-columns.js';

/** A part of a picture that faults are about. */
export interface Place {
  readonly line: PictureLine;
  readonly range: Range;
}

/** What a line names: a span, or an interpolated pattern that stands for a span and for all below it. */
export type SpanSubject = { readonly name: TextPattern } | { readonly given: ChildPattern };

/** What `…` stands for among children that are in order: any number of spans in its place. */
const ANY_SPANS = many(span('*'), { min: 0 });

/** A span of a picture, as far as its lines have been read. */
export class SpanDraft {
  readonly columns = new SpanColumns();
  readonly #events: EventDraft[] = [];
  /** The children in the order of their lines; `…` where further ones are allowed. */
  readonly children: (SpanDraft | '…')[] = [];
  /** The column in which every child begins, and the name of the first one; `undefined` when there is none yet. */
  firstChild: { readonly column: Column; readonly label: string } | undefined;
  /** The place of the words "in order:"; `undefined` when the children may stand in any order. */
  order: Place | undefined;

  /** @param label The name, as it was written. */
  constructor(
    readonly subject: SpanSubject,
    readonly column: Column,
    readonly label: string,
  ) {}

  /** Whether an interpolated pattern stands for the span and for all below it. */
  get isGiven(): boolean {
    return 'given' in this.subject;
  }

  /** Adds an event, and returns it so that its columns can be read. */
  addEvent(name: TextPattern): EventDraft {
    const event = new EventDraft(name);
    this.#events.push(event);
    return event;
  }

  /** Returns the pattern of the span, whose children have the patterns `children`, or are `…`. */
  toPattern(children: readonly (ChildPattern | '…')[]): ChildPattern {
    const pattern =
      'given' in this.subject ? this.subject.given : this.#toSpan(this.subject, children);
    const { repetition } = this.columns;
    return repetition && !('pattern' in pattern) ? many(pattern, repetition) : pattern;
  }

  #toSpan(
    { name }: { readonly name: TextPattern },
    children: readonly (ChildPattern | '…')[],
  ): SpanPattern {
    return span(name, {
      ...this.columns.expectation,
      ...(this.#events.length > 0 && { events: this.#events.map((event) => event.toPattern()) }),
      children: this.#toChildren(children),
    });
  }

  #toChildren(
    children: readonly (ChildPattern | '…')[],
  ): readonly ChildPattern[] | ChildrenPattern {
    if (this.order) return inOrder(...children.map((child) => (child === '…' ? ANY_SPANS : child)));
    const spans = children.filter((child) => child !== '…');
    return spans.length < children.length ? containing(...spans) : spans;
  }
}
