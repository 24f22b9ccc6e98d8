import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Attempt, Ledger } from './ledger.js';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ledger-'));
  path = join(folder, 'ledger.jsonl');
});

afterEach(() => rm(folder, { recursive: true }));

function attempt(key: string, status: Attempt['status'] = 'succeeded'): Attempt {
  return { id: `charge-of-${key}`, key, amount_cents: 100, currency: 'EUR', status };
}

describe('Ledger', () => {
  it('has every attempt after it is opened again', async () => {
    const ledger = await Ledger.open(path);
    await Promise.all([ledger.add(attempt('a')), ledger.add(attempt('b', 'declined'))]);
    await ledger.close();

    const reopened = await Ledger.open(path);
    await reopened.close();

    expect(reopened.find('a')).toEqual(attempt('a'));
    expect(reopened.find('b')).toEqual(attempt('b', 'declined'));
    expect(reopened.charges()).toEqual([attempt('a')]);
  });

  it('removes a last line that was cut off, and appends after the whole ones', async () => {
    await writeFile(path, `${JSON.stringify(attempt('a'))}\n{"id":"charge-of-ü`);

    const reopened = await Ledger.open(path);
    await reopened.add(attempt('c'));
    await reopened.close();

    expect(reopened.charges()).toEqual([attempt('a'), attempt('c')]);
    expect(await readFile(path, 'utf8')).toBe(
      `${JSON.stringify(attempt('a'))}\n${JSON.stringify(attempt('c'))}\n`,
    );
  });
});
