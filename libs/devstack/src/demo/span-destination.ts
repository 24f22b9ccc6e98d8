/** Where the demo's spans go. */
export interface SpanDestination {
  readonly endpoint: string;
  /** Variables on how to get there. */
  readonly env: Readonly<Record<string, string>>;
  /** Shows the order that was just placed. */
  showOrder(): Promise<void>;
  /** Shows, briefly, what comes after it. */
  follow(): void;
  stop(): Promise<void>;
}
