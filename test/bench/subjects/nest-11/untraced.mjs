import { serveHello } from '../hello.mjs';
import { nest } from './nest.mjs';

await serveHello(nest);
