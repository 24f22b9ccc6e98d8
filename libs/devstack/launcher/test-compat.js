import { build } from './build.js';
import { launch } from './failure.js';
import { runSuite } from './suite.js';

await launch(() => runSuite('compat', { timeoutMillis: 600_000, prepare: build }));
