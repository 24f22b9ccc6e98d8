import { OpenTelemetryModule, Span } from 'nestjs-otel';
import { serveHello } from '../hello.mjs';
import { nest } from './nest.mjs';

await serveHello(nest, { traced: Span(), imports: [OpenTelemetryModule.forRoot()] });
