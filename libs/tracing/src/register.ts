import { TracingError } from './errors.js';
import { DEFAULT_EXCLUDED_URLS } from './http/excluded-urls.js';
import { instrumentHttpClients } from './http/instrument-http-clients.js';
import { instrumentServers } from './http/instrument-servers.js';
import { instrumentUndici } from './http/instrument-undici.js';
import { startTracing } from './sdk/start-tracing.js';

try {
  startTracing([
    ({ excludedUrls }) => void instrumentServers(excludedUrls ?? DEFAULT_EXCLUDED_URLS),
    () => void instrumentUndici(),
    () => void instrumentHttpClients(),
  ]);
} catch (error) {
  if (!(error instanceof TracingError)) throw error;
  console.error(`[@traced/nest] ${error.code} ${error.message}`);
  process.exit(1);
}
