import { DataSource, type DataSourceOptions, EntitySchema, type QueryRunner } from 'typeorm';
import { describeValue } from '../describe-value.js';
import { settled } from '../call.js';

/** A row of the table `author`. */
export interface Author {
  id: number;
  name: string;
  books: number;
  deletedAt: Date | null;
}

export const authors = new EntitySchema<Author>({
  name: 'author',
  columns: {
    id: { type: 'int', primary: true },
    name: { type: 'text', unique: true },
    books: { type: 'int', default: 0 },
    deletedAt: { type: 'timestamptz', deleteDate: true, nullable: true },
  },
});

/** A migration that makes a table, and one that takes it away again. */
class MakeShelf1700000000000 {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE shelf (id int)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE shelf');
  }
}

/** The place of a step. */
interface Place {
  readonly dataSource: DataSource;
  /** One runner for all steps. */
  readonly runner: QueryRunner;
}

/** One use of TypeORM; what it returns, resolves to or throws is compared. */
export type Steps = Readonly<Record<string, (place: Place) => unknown>>;

/**
 * Takes all steps in turn on a data source with an empty database.
 *
 * @param prepare gives the options a traced driver, or leaves them as they are
 * @returns what can be observed of each step, by its name
 */
export async function seeSteps(
  steps: Steps,
  url: string,
  prepare: (options: DataSourceOptions) => DataSourceOptions,
): Promise<Readonly<Record<string, unknown>>> {
  const dataSource = new DataSource(
    prepare({
      type: 'postgres',
      url,
      entities: [authors],
      migrations: [MakeShelf1700000000000],
    }),
  );
  await dataSource.initialize();
  await dataSource.query('DROP SCHEMA public CASCADE');
  await dataSource.query('CREATE SCHEMA public');
  await dataSource.synchronize();
  const runner = dataSource.createQueryRunner();
  const seen: Record<string, unknown> = {};
  for (const [name, step] of Object.entries(steps)) {
    seen[name] = describeOutcome(await settled(() => step({ dataSource, runner })));
  }
  await runner.release();
  if (dataSource.isInitialized) await dataSource.destroy();
  return seen;
}

/** Describes a result. Objects of TypeORM's own are one large graph, so that only their class is described. */
function describeOutcome(outcome: object): unknown {
  return describeValue(outcome, 3);
}
