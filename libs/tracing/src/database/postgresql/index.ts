export { tracedPool } from './traced-pool.js';
export { InjectTracedPool, TracedPgModule } from './traced-pg.module.js';
