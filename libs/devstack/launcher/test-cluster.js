import { launch } from './failure.js';
import { runSuite } from './suite.js';

await launch(() => runSuite('cluster', { timeoutMillis: 300_000 }));
