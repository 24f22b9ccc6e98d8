import { TracingError } from './errors.js';
import { startTracing } from './sdk/start-tracing.js';

try {
  startTracing();
} catch (error) {
  if (!(error instanceof TracingError)) throw error;
  console.error(`[@traced/nest] ${error.code} ${error.message}`);
  process.exit(1);
}
