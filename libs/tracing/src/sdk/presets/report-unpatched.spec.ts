import { channel } from 'node:diagnostics_channel';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { recordStderrLines } from '../../../test/stderr-lines.js';
import type { PatchedModule } from './preset.js';
import { reportUnpatched } from './report-unpatched.js';

const lines = recordStderrLines();
beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** An instrumentation of one package. */
const instrumentationOf = (module: PatchedModule) => ({
  instrumentationName: `of ${module.name}`,
  enable() {},
  getConfig: () => ({}),
  setTracerProvider() {},
  _modules: [module],
});

/** Returns the lines about a package that is loaded a second after the start. */
function linesOf(module: Omit<PatchedModule, 'moduleVersion'>): string[] {
  const stop = reportUnpatched([instrumentationOf({ ...module, moduleVersion: '1.0.0' })]);
  jest.advanceTimersByTime(1_000);
  stop();
  return lines;
}

describe('reportUnpatched', () => {
  it('names a package of which a file alone is patched, though the package is meant', () => {
    const files = [{ name: 'some/file.js', moduleExports: {} }];
    const [line] = linesOf({ name: 'some', patch: () => {}, files, supportedVersions: ['>=1 <2'] });
    expect(line).toBe(
      '[@traced/nest] of some may trace nothing of some: it patches what require() loads of its versions >=1 <2 once tracing has started, and nothing that import loads.',
    );
  });

  it('says nothing where all is patched that is meant', () => {
    const patched = { name: 'some/file.js', moduleExports: {} };
    expect(linesOf({ name: 'whole', patch: () => {}, moduleExports: {}, files: [] })).toEqual([]);
    expect(linesOf({ name: 'filed', files: [{ name: 'other' }, patched] })).toEqual([]);
  });

  it('looks once for each place in the code that imports something', () => {
    let looks = 0;
    const module = {
      name: 'absent',
      files: [],
      get moduleVersion(): undefined {
        looks++;
        return undefined;
      },
    };
    const stop = reportUnpatched([instrumentationOf(module)]);
    const imported = channel('tracing:module.import:asyncEnd');
    for (const url of ['./one.js', './one.js', './two.js']) {
      imported.publish({ url, parentURL: 'file:///main.js' });
      jest.advanceTimersByTime(1);
    }
    stop();
    expect(looks).toBe(2);
  });
});
