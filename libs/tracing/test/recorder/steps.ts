import {
  type Context,
  type Span,
  type SpanOptions,
  type TracerProvider,
  context,
  trace,
} from '@opentelemetry/api';
import type { SpanCall } from './span-calls.js';
import { PlannedError, outcomeOf, viewOfIds } from './views.js';
import {
  type Scope,
  type Shared,
  type Slot,
  type Written,
  sourceOf,
  sourcesOf,
} from './written.js';

/** A program while it runs. */
export interface Run extends Scope {
  readonly provider: TracerProvider;
  /** Whether the provider was given limits of its spans. */
  readonly hasLimits: boolean;
  /** Makes a variable hold `span`. */
  assign(slot: Slot, span: Span | undefined): void;
  /** Lets time pass on all clocks of the process. */
  pass(millis: number): void;
}

/** A statement of a program. */
export interface Step {
  readonly lines: readonly string[];
  run(run: Run): void;
}

/** The arguments of `getTracer`. */
export type TracerArgs = Parameters<TracerProvider['getTracer']>;

/** What starts a span: the tracer and the arguments. A context never stands without options. */
export interface Start {
  readonly slot: Slot;
  readonly tracer: TracerArgs;
  readonly name: Written<string>;
  readonly options: Written<SpanOptions | undefined> | undefined;
  readonly context: Written<Context | undefined> | undefined;
}

/** Starts a span by `startSpan`. */
export class StartSpan implements Step {
  constructor(readonly start: Start) {}

  get lines(): string[] {
    const { slot, tracer } = this.start;
    return [`${slot} = ${tracerSource(tracer)}.startSpan(${sourcesOf(argsOf(this.start))});`];
  }

  run(run: Run): void {
    const tracer = run.provider.getTracer(...this.start.tracer);
    const args = argsOf(this.start).map((arg) => arg.make(run));
    let span: Span | undefined;
    const { threw, warned } = outcomeOf(run.journal, tracer, () => {
      span = Reflect.apply(tracer.startSpan, tracer, args);
    });
    run.assign(this.start.slot, span);
    const view = span ? viewOfStarted(span, warned, run) : { threw };
    run.journal.note(this.lines.join(''), view);
  }
}

/** Starts a span by `startActiveSpan`, and runs other steps in its callback. */
export class StartActiveSpan implements Step {
  constructor(
    readonly start: Start,
    readonly body: readonly Step[],
    readonly throws: boolean,
  ) {}

  get lines(): string[] {
    return [
      this.#head,
      ...this.body.flatMap(({ lines }) => lines).map((line) => `  ${line}`),
      this.throws ? '  throw new PlannedError();' : "  return 'result';",
      '});',
    ];
  }

  get #head(): string {
    const { slot, tracer } = this.start;
    const args = sourcesOf(argsOf(this.start));
    return `${tracerSource(tracer)}.startActiveSpan(${args}, (${slot}) => {`;
  }

  run(run: Run): void {
    const tracer = run.provider.getTracer(...this.start.tracer);
    const args = argsOf(this.start).map((arg) => arg.make(run));
    const before = run.journal.warnings;
    let isStarted = false;
    const callback = (...given: unknown[]): unknown => {
      isStarted = true;
      return this.#runBody(run, given as [Span], run.journal.warnings > before);
    };
    const { returned, threw } = outcomeOf(run.journal, tracer, () =>
      Reflect.apply(tracer.startActiveSpan, tracer, [...args, callback]),
    );
    if (!isStarted) run.assign(this.start.slot, undefined);
    run.journal.note(`the end of ${this.#head}`, { isStarted, returned, threw });
  }

  #runBody(run: Run, given: [Span], warned: boolean): string {
    const [span] = given;
    run.assign(this.start.slot, span);
    run.journal.note(this.#head, {
      ...viewOfStarted(span, warned, run),
      isActive: trace.getSpan(context.active()) === span,
      arguments: given.length,
    });
    for (const step of this.body) step.run(run);
    if (this.throws) throw new PlannedError('thrown by the callback');
    return 'result';
  }
}

/** Calls a method of a span, once or many times. */
export class CallSpan implements Step {
  constructor(
    readonly slot: Slot,
    readonly call: SpanCall,
    readonly times = 1,
  ) {}

  get lines(): string[] {
    const line = `${this.slot}${this.call.source};`;
    return [this.times === 1 ? line : `for (let n = 0; n < ${this.times}; n++) ${line}`];
  }

  run(run: Run): void {
    const span = run.span(this.slot);
    if (!span) return;
    const call = this.call.prepare(span, run);
    for (let n = 1; n < this.times; n++) outcomeOf(run.journal, span, call);
    const outcome = outcomeOf(run.journal, span, call);
    run.journal.note(this.lines.join(''), {
      ...outcome,
      ...viewOfIds(span, run.journal),
      isRecording: span.isRecording(),
    });
  }
}

/** Changes a value that the program has passed, or is about to pass. */
export class ChangeShared implements Step {
  constructor(readonly change: (shared: Shared) => unknown) {}

  get lines(): string[] {
    return [`${sourceOf(this.change)};`];
  }

  run(run: Run): void {
    this.change(run.shared);
  }
}

/** Lets time pass. */
export class PassTime implements Step {
  constructor(readonly millis: number) {}

  get lines(): string[] {
    return [`clock.pass(${this.millis});`];
  }

  run(run: Run): void {
    run.pass(this.millis);
  }
}

function argsOf({ name, options, context: parent }: Start): Written[] {
  return [name, options, parent].filter((arg) => arg !== undefined);
}

function tracerSource(tracer: TracerArgs): string {
  return `provider.getTracer(${tracer.map((arg) => JSON.stringify(arg) ?? 'undefined').join(', ')})`;
}

/**
 * Returns what the caller sees of a span that was started. A warning counts if the span is recorded, and has no limits: a
 * provider need not look at attributes that it drops.
 */
function viewOfStarted(
  span: Span,
  warned: boolean,
  { journal, hasLimits }: Run,
): Record<string, unknown> {
  const isRecording = span.isRecording();
  return {
    ...viewOfIds(span, journal),
    object: isRecording ? journal.numberOf(span) : undefined,
    isRecording,
    warned: warned && isRecording && !hasLimits,
  };
}
