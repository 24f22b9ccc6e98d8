import { readOtlpSetting, readSetting } from '#sdk/settings/read-setting.js';
import type { SettingValue } from '#sdk/settings/table/settings.js';

const LEDGER_PATH = '/v1/ledger';

/**
 * Reads the URL at which spans are announced, which is at the origin of the endpoint that they are exported to;
 * `undefined` if they are not announced.
 *
 * @param protocol the protocol of the export, which has a default endpoint
 */
export function readLedgerUrl(
  protocol: SettingValue<'OTEL_EXPORTER_OTLP_PROTOCOL'>,
): URL | undefined {
  if (readSetting('TRACING_TEST_LEDGER') === 'off') return undefined;
  const byDefault = `http://localhost:${protocol === 'grpc' ? 4317 : 4318}`;
  return new URL(LEDGER_PATH, readOtlpSetting('ENDPOINT') ?? byDefault);
}
