import { createObserveModule } from '@nestjs/observe';
import { serveHello } from '../hello.mjs';
import { nest } from './nest.mjs';

/** The agent throws away what does not fit into a batch, of which it sends one a second at most. */
const MORE_THAN_A_BURST = 100_000;

const { ObserveModule, ObserveInstrument } = createObserveModule();
const observe = ObserveModule.forRoot({
  appKey: 'bench',
  appSecret: 'bench',
  serviceId: 'bench',
  endpoint: process.env.RECEIVER,
  flushInterval: 1_000,
  maxTracesPerBatch: MORE_THAN_A_BURST,
});
await serveHello(nest, { imports: [observe], options: { instrument: ObserveInstrument } });
