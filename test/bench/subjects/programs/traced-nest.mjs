import { Traced, TracingModule } from '@traced/nest';
import { serveHello } from '../hello.mjs';
import { nest } from './nest.mjs';

await serveHello(nest, { traced: Traced(), imports: [TracingModule.forRoot()] });
