import type { CompareInlineSnapshot } from './inline-snapshot.js';
import type { MatcherContext } from './matchers.js';
import type { TraceText } from './trace-text.js';

/** The part of a matcher's `this` in Jest that its own matchers of snapshots read, as of Jest 30. */
interface JestContext extends MatcherContext {
  readonly utils: MatcherContext['utils'] & {
    diff?(expected: string, received: string): string | null;
  };
  readonly currentTestName?: string;
  readonly currentConcurrentTestName?: () => string | undefined;
  readonly currentTestIdentity?: () => unknown;
  readonly testFailing?: boolean;
  readonly snapshotState?: {
    match(options: object): {
      readonly pass: boolean;
      readonly actual: string;
      /** `undefined` when there is no snapshot, and none may be written. */
      readonly expected?: string;
    };
  };
}

/** Compares a text with an inline snapshot of Jest, through the state of snapshots that Jest hands to every matcher. */
export const compareInJest: CompareInlineSnapshot = (
  context: JestContext,
  received: TraceText,
  snapshot,
  error,
) => {
  const { snapshotState, currentTestName = '', testFailing = false, utils } = context;
  const hint = utils.matcherHint('toMatchTraceInlineSnapshot', 'trace', 'snapshot', {});
  if (!snapshotState) throw new Error(`${hint}\n\nExpected a test of Jest to be running.`);
  const { pass, actual, expected } = snapshotState.match({
    error,
    inlineSnapshot: snapshot === undefined ? undefined : withoutIndentation(snapshot),
    isInline: true,
    received,
    testFailing,
    testIdentity: context.currentTestIdentity?.(),
    testName: context.currentConcurrentTestName?.() ?? currentTestName,
  });
  const difference = (): string =>
    expected === undefined
      ? `The snapshot was not written, as Jest runs with --ci:\n\n${actual}`
      : String(utils.diff?.(expected, actual));
  return { pass, message: () => `${hint}\n\n${difference()}\n` };
};

/** Returns a snapshot as Jest wrote it, without the indentation of the lines of code around it. */
function withoutIndentation(snapshot: string): string {
  const lines = snapshot.split('\n');
  const [first = '', second = ''] = lines;
  const indentation = /^\s*/.exec(second)?.[0] ?? '';
  if (lines.length < 3 || first.trim() !== '' || lines.at(-1)?.trim() !== '') return snapshot;
  const inner = lines.slice(1, -1);
  if (!inner.every((line) => line === '' || line.startsWith(indentation))) return snapshot;
  return ['', ...inner.map((line) => line.slice(indentation.length)), ''].join('\n');
}
