import { type EntityManager, ILike, type Repository } from 'typeorm';
import { type Author, type Steps, authors } from './place.js';

const ada = { id: 1, name: 'Ada', books: 1 };
const bob = { id: 2, name: 'Bob', books: 2 };
const eve = { id: 3, name: 'Eve', books: 3 };

/** The steps that a repository and a manager share, over rows that come and go. */
function stepsOf(title: string, on: (manager: EntityManager) => Repository<Author>): Steps {
  const steps: Readonly<Record<string, (repository: Repository<Author>) => unknown>> = {
    clear: (repository) => repository.clear(),
    insert: (repository) => repository.insert([ada, bob]),
    'insert the same again': (repository) => repository.insert(ada),
    save: (repository) => repository.save(repository.create(eve)),
    upsert: (repository) => repository.upsert({ ...eve, books: 4 }, ['id']),
    preload: (repository) => repository.preload({ id: 1, books: 9 }),
    merge: (repository) => repository.merge(repository.create(), ada, { books: 7 }),
    'id of one': (repository) => [repository.hasId(ada as Author), repository.getId(ada as Author)],
    update: (repository) => repository.update({ id: 1 }, { books: 5 }),
    'update all': (repository) => repository.updateAll({ books: 2 }),
    increment: (repository) => repository.increment({ id: 1 }, 'books', 2),
    decrement: (repository) => repository.decrement({ id: 2 }, 'books', 1),
    find: (repository) => repository.find({ order: { id: 'ASC' } }),
    'find by': (repository) => repository.findBy({ name: ILike('a%') }),
    'find and count': (repository) => repository.findAndCount({ order: { id: 'ASC' }, take: 1 }),
    'find and count by': (repository) => repository.findAndCountBy({ id: 1 }),
    'find one': (repository) => repository.findOne({ where: { id: 2 } }),
    'find one by': (repository) => repository.findOneBy({ id: 9 }),
    'find one or fail': (repository) => repository.findOneOrFail({ where: { id: 9 } }),
    'find one by or fail': (repository) => repository.findOneByOrFail({ id: 9 }),
    exists: (repository) => repository.exists({ where: { id: 1 } }),
    'exists by': (repository) => repository.existsBy({ id: 9 }),
    count: (repository) => repository.count(),
    'count by': (repository) => repository.countBy({ id: 1 }),
    sum: (repository) => repository.sum('books'),
    average: (repository) => repository.average('books'),
    minimum: (repository) => repository.minimum('books'),
    maximum: (repository) => repository.maximum('books', { id: 9 }),
    'build a query': (repository) =>
      repository
        .createQueryBuilder('a')
        .where('a.id < :id', { id: 3 })
        .orderBy('a.id')
        .getRawMany(),
    query: (repository) => repository.query('SELECT $1::int AS n', [7]),
    'tagged text': (repository) => repository.sql`SELECT ${7}::int AS n`,
    'query in vain': (repository) => repository.query('SELECT nothing FROM nowhere'),
    'soft delete': (repository) => repository.softDelete({ id: 1 }),
    restore: (repository) => repository.restore({ id: 1 }),
    'soft remove': async (repository) =>
      (await repository.softRemove(await repository.findOneByOrFail({ id: 2 }))).id,
    recover: (repository) => repository.recover(repository.create(bob)),
    remove: async (repository) => repository.remove(await repository.findOneByOrFail({ id: 2 })),
    delete: (repository) => repository.delete({ id: 3 }),
    'delete all': (repository) => repository.deleteAll(),
    extend: (repository) => repository.extend({ named: () => 'extended' }).named(),
  };
  return Object.fromEntries(
    Object.entries(steps).map(([name, step]) => [
      `${title}: ${name}`,
      ({ dataSource: { manager } }) => step(on(manager)),
    ]),
  );
}

export const entitySteps: Steps = {
  ...stepsOf('repository', (manager) => manager.getRepository(authors)),
  ...stepsOf('repository of another manager', (manager) =>
    manager.withRepository(manager.getRepository(authors)),
  ),
  'manager: remove': async ({ dataSource: { manager } }) => {
    await manager.insert(authors, ada);
    const [row] = await manager.softRemove(await manager.findBy(authors, { id: 1 }));
    return manager.remove(row);
  },
  'manager: release': ({ dataSource: { manager } }) => manager.release(),
  'manager: clear': ({ dataSource: { manager } }) => manager.clear(authors),
  'manager: tree': ({ dataSource: { manager } }) => manager.getTreeRepository(authors),
  'manager: mongo': ({ dataSource: { manager } }) => manager.getMongoRepository(authors),
  'manager: query': ({ dataSource: { manager } }) => manager.query('SELECT $1::int AS n', [7]),
  'manager: tagged text': ({ dataSource: { manager } }) => manager.sql`SELECT ${7}::int AS n`,
  'manager: increment': ({ dataSource: { manager } }) =>
    manager.increment(authors, { id: 1 }, 'books', 1),
  'manager: decrement': ({ dataSource: { manager } }) =>
    manager.decrement(authors, { id: 1 }, 'books', 1),
};
