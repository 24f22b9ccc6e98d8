import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Pool, PoolConfig } from 'pg';

export interface User {
  readonly name: string;
  readonly age: number;
}

/** The part of Prisma's generated client that specs call. Its promises begin their work at the first `then`. */
export interface PrismaClient {
  readonly user: {
    create(args: { data: User }): Promise<User>;
    findMany(): Promise<User[]>;
    findUnique(args: { where: Pick<User, 'name'> }): Promise<User | null>;
  };
  $queryRawUnsafe(text: string): Promise<unknown>;
  $transaction<T>(queries: Promise<T>[]): Promise<T[]>;
  $transaction<T>(work: (transaction: PrismaClient) => Promise<T>): Promise<T>;
  $disconnect(): Promise<void>;
}

interface Prisma {
  readonly Pool: new (config: PoolConfig) => Pool;
  readonly PrismaPg: new (pool: Pool) => unknown;
  readonly PrismaClient: new (options: { adapter: unknown }) => PrismaClient;
}

const run = promisify(execFile);
const project = join(import.meta.dirname, 'prisma');
const directory = join(import.meta.dirname, '../../../.traced/prisma');

/**
 * Installs Prisma, with 300 MB too much for the workspaces, into `.traced`, and generates its client.
 * Takes two seconds once it is there.
 */
export async function loadPrisma(): Promise<Prisma> {
  await cp(project, directory, { recursive: true });
  await installPackages();
  await generateClient();
  const load = createRequire(join(directory, 'package.json'));
  const { Pool } = load('pg') as Pick<Prisma, 'Pool'>;
  const { PrismaPg } = load('@prisma/adapter-pg') as Pick<Prisma, 'PrismaPg'>;
  const client: unknown = await import(pathToFileURL(join(directory, 'generated/client.ts')).href);
  const { PrismaClient } = client as Pick<Prisma, 'PrismaClient'>;
  return { Pool, PrismaPg, PrismaClient };
}

async function installPackages(): Promise<void> {
  const options = ['--ignore-scripts', '--omit=optional', '--omit=peer', '--prefer-offline'];
  await run('npm', ['install', '--no-audit', '--no-fund', ...options], {
    cwd: directory,
    shell: process.platform === 'win32',
  });
}

/** Generates the client. As it names a schema engine, which is not used here, Prisma does not download one. */
async function generateClient(): Promise<void> {
  await run(process.execPath, ['node_modules/prisma/build/index.js', 'generate'], {
    cwd: directory,
    env: { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
  });
}
