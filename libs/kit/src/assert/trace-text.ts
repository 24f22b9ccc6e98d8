/** The normal form of a trace, which stands in a snapshot without quotes around it. */
export class TraceText {
  constructor(readonly text: string) {}
}

/** Writes a {@link TraceText} into snapshots; `expect.addSnapshotSerializer` of Jest and Vitest takes it. */
export const traceTextSerializer = {
  test: (value: unknown): value is TraceText => value instanceof TraceText,
  serialize: ({ text }: TraceText): string => text,
};
