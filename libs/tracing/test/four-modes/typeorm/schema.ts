import {
  type QueryRunner,
  Table,
  TableCheck,
  TableColumn,
  TableExclusion,
  TableForeignKey,
  TableIndex,
  TableUnique,
  View,
} from 'typeorm';
import type { Steps } from './place.js';

const table = (name: string): Table =>
  new Table({
    name,
    columns: [
      { name: 'id', type: 'int', isPrimary: true },
      { name: 'kind', type: 'enum', enum: ['a', 'b'], isNullable: true },
      { name: 'n', type: 'int', isNullable: true, comment: 'a number' },
    ],
  });

const column = (name: string): TableColumn =>
  new TableColumn({ name, type: 'int', isNullable: true });
const unique = (name: string) => new TableUnique({ name, columnNames: ['n'] });
const check = (name: string) => new TableCheck({ name, expression: 'n > 0' });
const exclusion = (name: string) =>
  new TableExclusion({ name, expression: 'USING gist (box(point(n, n), point(n, n)) WITH &&)' });
const foreignKey = (name: string) =>
  new TableForeignKey({
    name,
    columnNames: ['n'],
    referencedTableName: 'target',
    referencedColumnNames: ['id'],
  });
const index = (name: string) => new TableIndex({ name, columnNames: ['n'] });

const METADATA =
  'CREATE TABLE typeorm_metadata (type text, database text, schema text, "table" text, name text, value text)';

const seenView = new View({ name: 'seen', expression: 'SELECT 1 AS n', materialized: true });

/** A table with a generated column, whose expression TypeORM stores in a table of its own. */
const generated = new Table({
  name: 'generated',
  columns: [
    { name: 'id', type: 'int', isPrimary: true },
    { name: 'twice', type: 'int', generatedType: 'STORED', asExpression: 'id * 2' },
  ],
});

/** The members of the runner for PostgreSQL that its interface leaves out. */
interface ViewIndexes {
  createViewIndex(view: View, index: TableIndex): Promise<void>;
  createViewIndices(view: View, indices: readonly TableIndex[]): Promise<void>;
  dropViewIndex(view: View, name: string): Promise<void>;
}

function viewsOf(runner: QueryRunner): ViewIndexes {
  return runner as unknown as ViewIndexes;
}

/** Changes of a schema in turn; each line needs those before it. */
const CHANGES: Readonly<Record<string, (runner: QueryRunner) => unknown>> = {
  'metadata table': (runner) => runner.query(METADATA),
  databases: async (runner) => (await runner.getDatabases()).length > 0,
  schemas: (runner) => runner.getSchemas(),
  'current database': (runner) => runner.getCurrentDatabase(),
  'current schema': (runner) => runner.getCurrentSchema(),
  'has database': (runner) => runner.hasDatabase('none'),
  'has schema': (runner) => runner.hasSchema('public'),
  'create database': (runner) => runner.createDatabase('four_modes', true),
  'drop database': (runner) => runner.dropDatabase('four_modes', true),
  'create schema': (runner) => runner.createSchema('one', true),
  'drop schema': (runner) => runner.dropSchema('one', true),
  'create target': (runner) => runner.createTable(table('target')),
  'create table': (runner) => runner.createTable(table('source')),
  'create table again': (runner) => runner.createTable(table('source')),
  'has table': (runner) => runner.hasTable('source'),
  'has column': (runner) => runner.hasColumn('source', 'n'),
  'get table': async (runner) => (await runner.getTable('source'))?.columns.length,
  'get tables': async (runner) => (await runner.getTables(['source'])).length,
  'rename table': (runner) => runner.renameTable('source', 'renamed'),
  'rename it back': (runner) => runner.renameTable('renamed', 'source'),
  'comment on table': (runner) => runner.changeTableComment('source', 'a table'),
  'add column': (runner) => runner.addColumn('source', column('c1')),
  'add columns': (runner) => runner.addColumns('source', [column('c2'), column('c3')]),
  'rename column': (runner) => runner.renameColumn('source', 'c1', 'c4'),
  'change column': (runner) =>
    runner.changeColumn(
      'source',
      'c4',
      new TableColumn({ name: 'c4', type: 'bigint', isNullable: true }),
    ),
  'change columns': (runner) =>
    runner.changeColumns('source', [{ oldColumn: column('c2'), newColumn: column('c5') }]),
  'drop column': (runner) => runner.dropColumn('source', 'c3'),
  'drop columns': (runner) => runner.dropColumns('source', ['c4', 'c5']),
  'drop primary key': (runner) => runner.dropPrimaryKey('source'),
  'create primary key': (runner) => runner.createPrimaryKey('source', ['id']),
  'update primary keys': (runner) => runner.updatePrimaryKeys('source', [column('id')]),
  'create unique': (runner) => runner.createUniqueConstraint('source', unique('u1')),
  'create uniques': (runner) => runner.createUniqueConstraints('source', [unique('u2')]),
  'drop unique': (runner) => runner.dropUniqueConstraint('source', 'u1'),
  'drop uniques': (runner) => runner.dropUniqueConstraints('source', [unique('u2')]),
  'create check': (runner) => runner.createCheckConstraint('source', check('k1')),
  'create checks': (runner) => runner.createCheckConstraints('source', [check('k2')]),
  'drop check': (runner) => runner.dropCheckConstraint('source', 'k1'),
  'drop checks': (runner) => runner.dropCheckConstraints('source', [check('k2')]),
  'create exclusion': (runner) => runner.createExclusionConstraint('source', exclusion('x1')),
  'create exclusions': (runner) => runner.createExclusionConstraints('source', [exclusion('x2')]),
  'drop exclusion': (runner) => runner.dropExclusionConstraint('source', 'x1'),
  'drop exclusions': (runner) => runner.dropExclusionConstraints('source', [exclusion('x2')]),
  'create foreign key': (runner) => runner.createForeignKey('source', foreignKey('f1')),
  'create foreign keys': (runner) => runner.createForeignKeys('source', [foreignKey('f2')]),
  'drop foreign key': (runner) => runner.dropForeignKey('source', 'f1'),
  'drop foreign keys': (runner) => runner.dropForeignKeys('source', [foreignKey('f2')]),
  'create index': (runner) => runner.createIndex('source', index('i1')),
  'create indices': (runner) => runner.createIndices('source', [index('i2')]),
  'drop index': (runner) => runner.dropIndex('source', 'i1'),
  'drop indices': (runner) => runner.dropIndices('source', [index('i2')]),
  'create view': (runner) => runner.createView(seenView, true),
  'get view': async (runner) => (await runner.getView('seen'))?.name,
  'get views': async (runner) => (await runner.getViews(['seen'])).length,
  'index a view': (runner) => viewsOf(runner).createViewIndex(seenView, index('v1')),
  'index a view twice': (runner) => viewsOf(runner).createViewIndices(seenView, [index('v2')]),
  'drop an index of a view': (runner) => viewsOf(runner).dropViewIndex(seenView, 'v1'),
  'drop view': (runner) => runner.dropView(seenView),
  'generated column': (runner) => runner.createTable(generated),
  'drop generated column': (runner) => runner.dropTable(generated),
  'clear table': (runner) => runner.clearTable('source'),
  'statements without running them': async (runner) => {
    runner.enableSqlMemory();
    await runner.dropTable('source');
    const { upQueries } = runner.getMemorySql();
    runner.clearSqlMemory();
    runner.disableSqlMemory();
    return upQueries.map(({ query }) => query);
  },
  'statements that are remembered, run and undone': async (runner) => {
    runner.enableSqlMemory();
    await runner.createTable(table('remembered'));
    await runner.executeMemoryUpSql();
    await runner.executeMemoryDownSql();
    runner.disableSqlMemory();
  },
  'drop table': (runner) => runner.dropTable('source'),
  'drop a table that is not there': (runner) => runner.dropTable('source'),
  'clear database': (runner) => runner.clearDatabase(),
};

export const schemaSteps: Steps = {
  ...Object.fromEntries(
    Object.entries(CHANGES).map(([name, change]): [string, Steps[string]] => [
      `schema: ${name}`,
      ({ runner }) => change(runner),
    ]),
  ),
  'schema: drop all of it': ({ dataSource }) => dataSource.dropDatabase(),
};
