import { OpenTelemetryModule, Span } from '@amplication/opentelemetry-nestjs';
import { serveHello } from '../hello.mjs';
import { nest } from './nest.mjs';

await serveHello(nest, { traced: Span(), imports: [OpenTelemetryModule.forRoot()] });
