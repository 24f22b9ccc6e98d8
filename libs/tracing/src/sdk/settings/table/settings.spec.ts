import { readFile, readdir } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { STANDARD_NAMES, UNSUPPORTED_NAMES } from '#sdk/settings/names/other-names.js';
import type { Setting } from '#sdk/settings/values/setting.js';
import { SETTINGS } from './settings.js';

const REPOSITORY = new URL('../../../../../../', import.meta.url);

interface Source {
  readonly file: string;
  readonly text: string;
}

/** The sources that run: of the library, of the other packages, and of the services. */
const sources = (
  await Promise.all([
    ...['kit', 'devstack', 'service-defaults', 'tracing'].map((name) => read(`libs/${name}/src/`)),
    ...['card-gateway', 'orders', 'payments', 'users'].map((name) => read(`apps/${name}/src/`)),
    read('helm/templates/'),
  ])
).flat();

async function read(folder: string): Promise<Source[]> {
  const files = await readdir(new URL(folder, REPOSITORY), { recursive: true });
  const chosen = files.filter((file) => /(?<!spec)\.(?:c?ts|yaml|tpl)$/.test(file));
  return Promise.all(
    chosen.map(async (name) => {
      const file = folder + name;
      return { file, text: await readFile(new URL(file, REPOSITORY), 'utf8') };
    }),
  );
}

function filesWith(pattern: RegExp, folder: string): string[] {
  const found = sources.filter(({ file, text }) => file.startsWith(folder) && pattern.test(text));
  return found.map(({ file }) => file).sort();
}

/** Finds the names of variables and error codes, as literals of TypeScript or keys of YAML. */
function namesIn(source: Source | undefined): string[] {
  return (
    source?.text.match(/(?<=['"])(?:OTEL|TRACING)_\w+(?=['"])|^(?:OTEL|TRACING)_\w+(?=:)/gm) ?? []
  );
}

describe('the table of settings', () => {
  it('has every variable that any code names', () => {
    const errors = sources.find(({ file }) => file === 'libs/tracing/src/errors.ts');
    const others = [...STANDARD_NAMES, ...Object.keys(UNSUPPORTED_NAMES)];
    const known = [...Object.keys(SETTINGS), ...others, ...namesIn(errors)];
    const named = sources.flatMap(namesIn);
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('is what the library reads variables by: process.env is in few files', () => {
    expect(filesWith(/(?<!`)process\.env\b/, 'libs/tracing/src/')).toEqual([
      'libs/tracing/src/nest/late-variables.ts',
      'libs/tracing/src/sdk/settings/variables.ts',
    ]);
    expect(filesWith(/\breadVariable\b.*\/variables\.js'/, 'libs/tracing/src/sdk/')).toEqual([
      'libs/tracing/src/sdk/export/otlp/grpc/proxy.ts',
      'libs/tracing/src/sdk/process/pm2-variables.ts',
      'libs/tracing/src/sdk/settings/read-setting.ts',
      'libs/tracing/src/sdk/shutdown/lambda-processors.ts',
    ]);
  });

  it.each(Object.entries<Setting<unknown>>(SETTINGS))(
    'says of %s in one sentence what it means, and where it is defined',
    (_name, { meaning, section }) => {
      expect(meaning).toMatch(/^[A-Z].*[^.]\.$/);
      expect(meaning).not.toContain('. ');
      expect(section.url).toMatch(/^(?:#|https:\/\/opentelemetry\.io\/docs\/specs\/)/);
    },
  );
});
