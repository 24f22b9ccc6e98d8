/** The place that the services of the demo export their spans to. */
export interface SpanDestination {
  readonly endpoint: string;
  /** The environment variables that make a service export its spans to this place. */
  readonly env: Readonly<Record<string, string>>;
  /** Shows the trace of the order that was placed last, once it has arrived. */
  showOrder(): Promise<void>;
  /** Shows one line for each trace that arrives from now on. */
  follow(): void;
  stop(): Promise<void>;
}
