import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNode } from '../support/run-node.js';

const LIBRARY = fileURLToPath(new URL('../../libs/tracing', import.meta.url));
const NODE_MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));

describe('the preset standard where its packages are not installed', () => {
  let application: string;

  beforeAll(async () => {
    application = await mkdtemp(join(tmpdir(), 'traced-without-peers-'));
    const library = join(application, 'node_modules/@traced/nest');
    await cp(join(LIBRARY, 'package.json'), join(library, 'package.json'));
    await cp(join(LIBRARY, 'dist'), join(library, 'dist'), { recursive: true });
    const manifest = await readFile(join(LIBRARY, 'package.json'), 'utf8');
    const { dependencies } = JSON.parse(manifest) as { dependencies: Record<string, string> };
    for (const name of [...Object.keys(dependencies), '@opentelemetry/api']) {
      const link = join(application, 'node_modules', name);
      await mkdir(dirname(link), { recursive: true });
      await symlink(join(NODE_MODULES, name), link);
    }
  });
  afterAll(() => rm(application, { recursive: true, force: true }));

  it.each(['--import', '--require'])(
    'stops the start, naming what to install (%s)',
    async (flag) => {
      const args = [flag, '@traced/nest/register', '--eval', 'console.log("up")'];
      const ended = await runNode(args, {
        cwd: application,
        env: { TRACING_PRESET: 'standard' },
      });
      expect(ended).toMatchObject({ code: 1, stdout: '' });
      expect(ended.stderr).toMatch(
        /^\[@traced\/nest\] TRACING_MISSING_PACKAGE TRACING_PRESET=standard expects @opentelemetry\/[\w-]+, which is not installed: npm install (?:@opentelemetry\/[\w-]+ ?){6}\n$/,
      );
    },
  );

  it.each(['--import', '--require'])('leaves the preset native as it is (%s)', async (flag) => {
    const args = [flag, '@traced/nest/register', '--eval', 'console.log("up")'];
    expect(await runNode(args, { cwd: application })).toEqual({
      code: 0,
      signal: null,
      stdout: 'up\n',
      stderr: '',
    });
  });
});
