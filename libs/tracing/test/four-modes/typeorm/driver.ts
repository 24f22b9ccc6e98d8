import type { Steps } from './place.js';

/** The members of the driver for PostgreSQL that reach a connection, which its interface leaves out. */
interface PostgresDriver {
  obtainMasterConnection(): Promise<[connection: object, release: () => void]>;
  obtainSlaveConnection(): Promise<[connection: object, release: () => void]>;
  executeQuery(connection: object, query: string): Promise<{ readonly rows: unknown }>;
  getAvailableExtensions(connection: object): Promise<Set<string>>;
  enableExtensions(metadata: object, connection: object): Promise<void>;
  enableCustomExtensions(
    available: Set<string>,
    wanted: readonly string[],
    connection: object,
  ): Promise<void>;
}

function step(work: (driver: PostgresDriver, connection: object) => unknown): Steps[string] {
  return async ({ dataSource }) => {
    const driver = dataSource.driver as unknown as PostgresDriver;
    const [connection, release] = await driver.obtainSlaveConnection();
    try {
      return await work(driver, connection);
    } finally {
      release();
    }
  };
}

export const driverSteps: Steps = {
  'driver: query': step(async (driver, connection) => {
    const { rows } = await driver.executeQuery(connection, 'SELECT 1 AS n');
    return rows;
  }),
  'driver: query in vain': step((driver, connection) =>
    driver.executeQuery(connection, 'SELECT nothing FROM nowhere'),
  ),
  'driver: extensions': step(async (driver, connection) => {
    const available = await driver.getAvailableExtensions(connection);
    await driver.enableExtensions({}, connection);
    await driver.enableCustomExtensions(available, ['plpgsql'], connection);
    return available.has('plpgsql');
  }),
};
