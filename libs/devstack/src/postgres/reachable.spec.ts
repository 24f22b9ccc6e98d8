import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isReachable, reachableDirectory } from './reachable.js';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync('/tmp/traced-reachable-');
  mkdirSync(join(directory, 'inner'));
  chmodSync(join(directory, 'inner'), 0o755);
});

afterEach(() => rmSync(directory, { recursive: true }));

describe('isReachable', () => {
  it('answers no below a directory that is closed to others', () => {
    expect(isReachable(join(directory, 'inner'))).toBe(false);
  });

  it('answers yes once every directory above may be entered, be it readable or not', () => {
    chmodSync(directory, 0o711);
    expect(isReachable(join(directory, 'inner'))).toBe(true);
  });
});

describe('reachableDirectory', () => {
  it('is open to all, and the same each time', () => {
    const name = `traced-spec-${process.pid}`;
    const made = reachableDirectory(name);
    expect(isReachable(made)).toBe(true);
    expect(statSync(made).mode & 0o777).toBe(0o755);
    expect(reachableDirectory(name)).toBe(made);
    rmSync(made, { recursive: true });
  });
});
