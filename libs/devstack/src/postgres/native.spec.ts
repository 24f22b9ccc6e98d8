import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { linkLibraries } from './native.js';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'traced-native-'));
  mkdirSync(join(root, 'native/lib'), { recursive: true });
  writeFileSync(join(root, 'native/lib/libpq.so.5.18'), 'libpq');
});

afterEach(() => rmSync(root, { recursive: true }));

function list(...targets: string[]): void {
  const source = 'native/lib/libpq.so.5.18';
  const links = targets.map((name) => ({ source, target: `native/lib/${name}` }));
  writeFileSync(join(root, 'native/pg-symlinks.json'), JSON.stringify(links));
}

describe('linkLibraries', () => {
  it('makes each link that the package lists', () => {
    list('libpq.so', 'libpq.so.5');
    linkLibraries(root);
    expect(readFileSync(join(root, 'native/lib/libpq.so'), 'utf8')).toBe('libpq');
    expect(readFileSync(join(root, 'native/lib/libpq.so.5'), 'utf8')).toBe('libpq');
  });

  it('leaves the links that an install script has created', () => {
    list('libpq.so', 'libpq.so.5');
    symlinkSync('libpq.so.5.18', join(root, 'native/lib/libpq.so'));
    linkLibraries(root);
    expect(readFileSync(join(root, 'native/lib/libpq.so.5'), 'utf8')).toBe('libpq');
  });

  it('does nothing for a platform without links', () => {
    expect(() => linkLibraries(root)).not.toThrow();
  });

  it('fails when a link cannot be made', () => {
    writeFileSync(join(root, 'native/taken'), '');
    const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/taken/libpq.so' }];
    writeFileSync(join(root, 'native/pg-symlinks.json'), JSON.stringify(links));
    expect(() => linkLibraries(root)).toThrow('ENOTDIR');
  });
});
