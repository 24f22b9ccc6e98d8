import {
  ConfigurableModuleBuilder,
  Global,
  Inject,
  Logger,
  Module,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Pool, type PoolConfig } from 'pg';
import { tracedPool } from './traced-pool.js';

const TRACED_POOL = Symbol.for('@traced/nest pool');

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<PoolConfig>().setClassMethodName('forRoot').build();

/**
 * Injects the pool of {@link TracedPgModule}.
 *
 * @example
 * class PaymentsRepository {
 *   constructor(@InjectTracedPool() private readonly pool: Pool) {}
 * }
 */
export function InjectTracedPool(): PropertyDecorator & ParameterDecorator {
  return Inject(TRACED_POOL);
}

/**
 * Provides one traced `pg` pool to the whole application, and ends it when the application shuts down.
 * `forRoot` takes pg's `PoolConfig`; `forRootAsync` takes `imports`, `inject` and `useFactory`,
 * `useClass` or `useExisting`. The first connection is opened for the first query. The loss of an idle connection is
 * logged, and the pool opens another one when it needs it.
 *
 * @example
 * TracedPgModule.forRootAsync({
 *   inject: [ConfigService],
 *   useFactory: (config: ConfigService) => ({ connectionString: config.get('DATABASE_URL') }),
 * })
 */
@Global()
@Module({
  providers: [
    {
      provide: TRACED_POOL,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: (options: PoolConfig) => tracedPool(new Pool(options)),
    },
  ],
  exports: [TRACED_POOL],
})
export class TracedPgModule extends ConfigurableModuleClass implements OnApplicationShutdown {
  readonly #logger = new Logger(TracedPgModule.name);
  readonly #pool: Pool;

  constructor(@InjectTracedPool() pool: Pool) {
    super();
    this.#pool = pool;
    // Without a listener, the loss of an idle connection would end the process.
    pool.on('error', ({ message }) =>
      this.#logger.warn(`An idle database connection was lost: ${message}`),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#pool.end();
  }
}
