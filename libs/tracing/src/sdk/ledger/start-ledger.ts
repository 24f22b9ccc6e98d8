import { reportOnce } from '#span/warn.js';
import { type LedgerOptions, LedgerProcessor } from './ledger-processor.js';

const NO_TLS =
  'TRACING_TEST_LEDGER has no effect, as spans are announced over http alone, and the endpoint of the export is an https URL: set OTEL_EXPORTER_OTLP_ENDPOINT to the receiver of the tests.';

/** Connects to the ledger, and returns the processor that announces spans there; `undefined` if it speaks TLS. */
export function startLedger(options: LedgerOptions): LedgerProcessor | undefined {
  if (options.url.protocol === 'http:') return new LedgerProcessor(options);
  reportOnce(NO_TLS);
  return undefined;
}
