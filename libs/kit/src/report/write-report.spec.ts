import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { enterTest, leaveTest } from '../running/running-test.js';
import { declinedOrder } from '../trace/declined-order.fixture.js';
import { REPORT_NAME, reportPath } from './report-path.js';
import { writeReport } from './write-report.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'traced-reports-'));
  process.env['TRACED_REPORTS'] = folder;
});
afterEach(() => {
  process.env['TRACED_REPORTS'] = 'off';
});

function pathIn(name: string, ...traceIds: readonly string[]): (string | undefined)[] {
  const test = enterTest({ name, file: '/app/order.spec.ts', timeoutMillis: Infinity });
  const paths = traceIds.map(reportPath);
  leaveTest(test);
  return paths;
}

describe('reportPath', () => {
  it.each([
    '../../etc/passwd',
    'a\u0000b\n\u001b[31m',
    'CON',
    '…',
    'x'.repeat(10_000),
    'a/b\\c:d*e?"',
  ])(
    'stays in its folder, and is a name that every file system takes, whatever a test is called: %j',
    (name) => {
      const [path = ''] = pathIn(name, 'a');
      expect(path.slice(0, folder.length + 1)).toBe(join(folder, '/'));
      expect(path.slice(folder.length + 1)).toMatch(/^[A-Za-z0-9][A-Za-z0-9.-]{1,110}$/);
    },
  );

  it('tells tests of like names, and the traces of one test, apart', () => {
    const paths = [...pathIn('a b', 'a', 'b', 'a'), ...pathIn('a-b', 'a')];
    expect(new Set(paths).size).toBe(3);
    expect(paths[2]).toBe(paths[0]);
    expect(paths[1]).toBe(`${paths[0]}-2`);
  });

  it('is none where the environment says so', () => {
    process.env['TRACED_REPORTS'] = 'off';
    expect(pathIn('a', 'a')).toEqual([undefined]);
  });
});

describe('writeReport', () => {
  it('removes the oldest reports above a hundred, and no other file', async () => {
    await writeFile(join(folder, 'notes.otlp.json'), '');
    for (let number = 0; number < 103; number++) {
      const [path = ''] = pathIn(`test ${number}`, 'a');
      writeReport(path, declinedOrder());
    }
    const files = await readdir(folder);
    const reports = files.filter((file) => REPORT_NAME.test(file));
    expect([reports.length, files.length]).toEqual([100, 201]);
    expect(files).toContain('notes.otlp.json');
    expect(files.some((file) => file.includes('test-102-'))).toBe(true);
    expect(files.some((file) => file.includes('test-0-'))).toBe(false);
  });
});
