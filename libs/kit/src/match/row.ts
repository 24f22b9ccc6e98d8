/** What a row of a diff shows: a span as expected, a missing one, an unexpected one, or a difference. */
export type Mark = ' ' | '-' | '+' | '!';

/** One line of a diff, before it is drawn. */
export interface Row {
  readonly mark: Mark;
  /** The depth in the tree, 0 for a root. */
  readonly depth: number;
  readonly text: string;
  /** What is said of the row behind an arrow. */
  readonly remark?: string | undefined;
  /**
   * `fault` for what differs, `below` for what stands below a missing or unexpected span and explains it, `context` for a
   * span that matches, `aside` for what is no part of the comparison.
   */
  readonly role: 'fault' | 'below' | 'context' | 'aside';
}
