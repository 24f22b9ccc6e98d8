import { readFileSync } from 'node:fs';
import { warn } from '#span/warn.js';
import { readOtlpSetting } from '#sdk/settings/read-setting.js';

/** The certificates of a connection, in the form that `node:tls` takes. */
interface TlsFiles {
  readonly ca?: Buffer;
  readonly key?: Buffer;
  readonly cert?: Buffer;
}

/** Reads the certificates that the environment names, which may have been replaced since the last connection. */
export function readTlsFiles(): TlsFiles {
  const ca = readFile('CERTIFICATE');
  const key = readFile('CLIENT_KEY');
  const cert = readFile('CLIENT_CERTIFICATE');
  if (!key !== !cert) warn('A client key and its certificate have no effect without each other.');
  return { ...(ca && { ca }), ...(key && cert && { key, cert }) };
}

/** Reads the file that a setting names; `undefined` if the setting is unset or the file cannot be read. */
function readFile(
  setting: 'CERTIFICATE' | 'CLIENT_KEY' | 'CLIENT_CERTIFICATE',
): Buffer | undefined {
  const path = readOtlpSetting(setting);
  if (path === undefined) return undefined;
  try {
    return readFileSync(path);
  } catch (error) {
    warn(`The file ${path}, which OTEL_EXPORTER_OTLP_${setting} names, cannot be read.`, error);
    return undefined;
  }
}
