import { setTimeout } from 'node:timers/promises';
import { type Steps, authors } from './place.js';

export const dataSourceSteps: Steps = {
  'data source: query': ({ dataSource }) => dataSource.query('SELECT $1::int AS n', [7]),
  'data source: tagged text': ({ dataSource }) => dataSource.sql`SELECT ${7}::int AS n`,
  'data source: query in vain': ({ dataSource }) => dataSource.query('SELECT nothing FROM nowhere'),
  'data source: build a query': ({ dataSource }) =>
    dataSource.createQueryBuilder().select('1', 'n').from(authors, 'a').getRawMany(),
  'data source: transaction that commits': ({ dataSource }) =>
    dataSource.transaction('SERIALIZABLE', async (manager) => {
      await manager.insert(authors, { id: 8, name: 'Kim' });
      return manager.transaction((inner) => inner.countBy(authors, { id: 8 }));
    }),
  'data source: transaction that rolls back': ({ dataSource }) =>
    dataSource.transaction(async (manager) => {
      await manager.insert(authors, { id: 9, name: 'Lee' });
      throw new Error('changed its mind');
    }),
  'data source: queries at once': ({ dataSource }) =>
    Promise.all([1, 2, 3].map((n) => dataSource.query('SELECT $1::int AS n', [n]))),
  'data source: repositories': ({ dataSource }) => [
    dataSource.getRepository(authors).target,
    dataSource.hasMetadata(authors),
    dataSource.getMetadata(authors).tableName,
  ],
  'data source: tree': ({ dataSource }) => dataSource.getTreeRepository(authors),
  'data source: mongo': ({ dataSource }) => dataSource.getMongoRepository(authors),
  'data source: many to many': ({ dataSource }) =>
    dataSource.getManyToManyMetadata(authors, 'books'),
  'data source: migrations to run': ({ dataSource }) => dataSource.showMigrations(),
  'data source: run migrations': async ({ dataSource }) =>
    (await dataSource.runMigrations()).length,
  'data source: undo a migration': ({ dataSource }) => dataSource.undoLastMigration(),
  'data source: options and replication': ({ dataSource }) =>
    dataSource.setOptions({}).defaultReplicationModeForReads(),
  'data source: stream of a query builder': async ({ dataSource }) => {
    const stream = await dataSource.getRepository(authors).createQueryBuilder('a').stream();
    return (await stream.toArray()).length;
  },
};

export const runnerSteps: Steps = {
  'runner: connect': async ({ runner }) => typeof (await runner.connect()),
  'runner: transaction and savepoint': async ({ runner }) => {
    await runner.startTransaction();
    await runner.startTransaction();
    await runner.rollbackTransaction();
    await runner.query('SELECT 1');
    await runner.commitTransaction();
    return runner.isTransactionActive;
  },
  'runner: commit of nothing': ({ runner }) => runner.commitTransaction(),
  'runner: rollback of nothing': ({ runner }) => runner.rollbackTransaction(),
  'runner: structured result': ({ runner }) => runner.query('SELECT $1::int AS n', [7], true),
  'runner: tagged text': ({ runner }) => runner.sql`SELECT ${7}::int AS n`,
  'runner: stream': async ({ runner }) => {
    const ended: string[] = [];
    const stream = await runner.stream(
      'SELECT n FROM generate_series(1, 3) n',
      [],
      () => ended.push('end'),
      () => ended.push('error'),
    );
    const rows = await stream.toArray();
    await setTimeout(0);
    return [rows, ended];
  },
  'runner: stream in vain': async ({ runner }) =>
    (await runner.stream('SELECT nothing FROM nowhere')).toArray(),
  'runner: replication mode': ({ runner }) => runner.getReplicationMode(),
};
