/* The preload of the package's README. */
import { startNestJsOpenTelemetrySDK } from '@amplication/opentelemetry-nestjs';

startNestJsOpenTelemetrySDK({});
