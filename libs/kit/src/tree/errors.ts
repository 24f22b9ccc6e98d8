/** What is wrong in a picture, and where: what {@link TreeSyntaxError} says. */
export interface TreeFault {
  /** The line of the picture, from 1 on. */
  readonly line: number;
  /** The column of the line, from 1 on, in which an interpolation counts as the four characters `${…}`. */
  readonly column: number;
  readonly expected: string;
  readonly received: string;
  /** A sentence that says what to write instead. */
  readonly proposal: string;
  /** The faulty line below the two lines before it, and carets below the faulty place. */
  readonly excerpt: string;
}

/** Says that the picture given to `tree` is not in its notation, and marks the place. */
export class TreeSyntaxError extends Error {
  override readonly name = 'TreeSyntaxError';
  readonly code = 'KIT_TREE_SYNTAX';
  readonly line: number;
  readonly column: number;
  readonly expected: string;
  readonly received: string;
  readonly proposal: string;

  constructor({ line, column, expected, received, proposal, excerpt }: TreeFault) {
    super(
      `Expected ${expected}, got ${received}, in line ${line}, column ${column} of the tree.\n\n${excerpt} ${proposal}\n`,
    );
    this.line = line;
    this.column = column;
    this.expected = expected;
    this.received = received;
    this.proposal = proposal;
  }
}
