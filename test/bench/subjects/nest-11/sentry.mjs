import { SentryTraced } from '@sentry/nestjs';
import { SentryModule } from '@sentry/nestjs/setup';
import { serveHello } from '../hello.mjs';
import { nest } from './nest.mjs';

await serveHello(nest, { traced: SentryTraced(), imports: [SentryModule.forRoot()] });
