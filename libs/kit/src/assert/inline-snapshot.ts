import type { CompleteOptions, PendingTrace } from '../arrival/pending-trace.js';
import { NORMAL_ATTRIBUTES } from '../render/normal-attributes.js';
import { type TreeOptions, renderTree } from '../render/tree.js';
import { Trace } from '../trace/trace.js';
import { assertWhole } from './assertions.js';
import { type MatcherContext, type MatcherResult, createHint, evaluate } from './matchers.js';
import { TraceText } from './trace-text.js';

/** What a snapshot shows of a trace, and how long to wait until the trace is complete. */
export interface TraceSnapshotOptions
  extends CompleteOptions, Pick<TreeOptions, 'attributes' | 'services'> {}

/** The arguments of `toMatchTraceInlineSnapshot`; the runner writes the snapshot behind those that are there. */
export type TraceSnapshotArguments =
  [snapshot?: string] | [options: TraceSnapshotOptions, snapshot?: string];

/** The matcher of snapshots, as the type of an `expect` has it: `R` is what its matchers return for a value of type `T`. */
export interface TraceSnapshotMatchers<R, T> {
  /**
   * Compares the normal form of the trace with the snapshot that stands in the call, or writes it there if there is none:
   * a picture in the notation of `tree` without ids and times, its siblings sorted and repeated ones folded. The attributes
   * shown are those that say what was done, such as `http.route`, or the ones that `attributes` names, in which `*` stands for
   * any characters. A `Trace` is drawn at once; a `PendingTrace` once it is complete, within `timeoutMillis`, 10 s by default.
   * Jest writes no snapshot with `--ci`, and a new one with `-u`.
   *
   * @example
   * await expect(receiver.trace(traceId)).toMatchTraceInlineSnapshot(`
   *   GET /ping  orders  SERVER  http.response.status_code=200 http.route=/ping
   *   └─ GET     orders  CLIENT  http.response.status_code=200
   * `);
   */
  toMatchTraceInlineSnapshot(
    ...args: TraceSnapshotArguments
  ): T extends PendingTrace ? Promise<void> : R;
}

/**
 * Compares a text with an inline snapshot as a runner does, which writes the snapshot if there is none.
 * @param error was made where the matcher was called, so that its stack leads to the place of the snapshot
 */
export type CompareInlineSnapshot = (
  context: MatcherContext,
  received: TraceText,
  snapshot: string | undefined,
  error: Error,
) => MatcherResult;

/** Makes the matcher of a runner that has inline snapshots. */
export function createInlineSnapshotMatcher(compare: CompareInlineSnapshot) {
  return {
    toMatchTraceInlineSnapshot(
      this: MatcherContext,
      received: unknown,
      ...args: TraceSnapshotArguments
    ): MatcherResult | Promise<MatcherResult> {
      // Made before anything is awaited: later the frame of the test is not on the stack any more.
      const error = new Error('toMatchTraceInlineSnapshot was called here.');
      const { options, snapshot } = readArguments(args);
      const hint = createHint(
        this,
        'toMatchTraceInlineSnapshot',
        snapshot === undefined ? '' : 'snapshot',
      );
      if (this.isNot) throw new Error(`${hint}\n\nExpected a snapshot without .not.`);
      const compareWhole = (result: MatcherResult): MatcherResult => {
        const trace = result.pass ? traceOf(received) : undefined;
        return trace ? compare(this, textOf(trace, options), snapshot, error) : result;
      };
      const whole = evaluate(this, hint, received, assertWhole(), options);
      return whole instanceof Promise ? whole.then(compareWhole) : compareWhole(whole);
    },
  };
}

function readArguments([first, second]: TraceSnapshotArguments): {
  readonly options: TraceSnapshotOptions;
  readonly snapshot: string | undefined;
} {
  return typeof first === 'object'
    ? { options: first, snapshot: second }
    : { options: {}, snapshot: first };
}

function traceOf(received: unknown): Trace | undefined {
  return received instanceof Trace ? received : (received as PendingTrace).current();
}

function textOf(trace: Trace, options: TraceSnapshotOptions): TraceText {
  const { attributes = NORMAL_ATTRIBUTES } = options;
  return new TraceText(renderTree(trace, { ...options, attributes }));
}
