import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StateDirectory } from './state-directory.js';

let parent: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'traced-state-'));
});

afterEach(() => rmSync(parent, { recursive: true }));

describe('StateDirectory', () => {
  it('is made, and refuses a second stack until the first has closed it', async () => {
    const path = join(parent, 'new/.traced');
    const first = await StateDirectory.open(path);
    await expect(StateDirectory.open(path)).rejects.toThrow(
      expect.objectContaining({ code: 'DEVSTACK_STATE_DIRECTORY_IN_USE', pid: process.pid }),
    );
    first.close();
    const second = await StateDirectory.open(path);
    expect(second.path).toBe(path);
  });

  it.each([
    ['a process that is gone', '{"pid":4194305,"command":"node dist/demo.js"}'],
    ['a pid that another program has now', `{"pid":${process.pid},"command":"something else"}`],
    ['a write that was cut short', '{"pid"'],
  ])('takes over the lock of %s', async (_, lock) => {
    writeFileSync(join(parent, 'lock'), lock);
    const state = await StateDirectory.open(parent);
    expect(existsSync(join(parent, 'lock'))).toBe(true);
    state.close();
  });

  it('removes the logs of the last stack, and not the ledger', async () => {
    const first = await StateDirectory.open(parent);
    writeFileSync(first.logFile('orders'), 'old');
    writeFileSync(first.ledgerFile, 'old');
    first.close();
    const second = await StateDirectory.open(parent);
    expect(existsSync(second.logFile('orders'))).toBe(false);
    expect(existsSync(second.ledgerFile)).toBe(true);
  });
});
