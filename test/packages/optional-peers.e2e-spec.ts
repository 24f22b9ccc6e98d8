import { describe, expect, it } from '@jest/globals';
import { runNode } from '../support/run-node.js';

/** Prints what the modules of the main entry ask for, when it is loaded and an application is traced. */
const script = (load: string): string => `
  import { createRequire, registerHooks } from 'node:module';
  const asked = new Set();
  registerHooks({
    resolve(specifier, context, next) {
      const isOurs = /\\/libs\\/tracing\\/dist\\//.test(context.parentURL ?? '');
      if (isOurs && !/^[./#]|^file:/.test(specifier)) asked.add(specifier);
      return next(specifier, context);
    },
  });
  const require = createRequire(process.cwd() + '/main.js');
  const { TracingModule } = ${load};
  const { Module } = await import('@nestjs/common');
  const { NestFactory } = await import('@nestjs/core');
  class App {}
  Module({ imports: [TracingModule.forRoot({ layers: { guards: true, providers: true } })] })(App);
  await (await NestFactory.createApplicationContext(App, { logger: false })).close();
  console.log(JSON.stringify([...asked].filter((name) => !name.startsWith('node:')).sort()));
`;

describe('the main entry', () => {
  it.each([
    ['as an ES module', `await import('@traced/nest')`],
    ['as CommonJS', `require('@traced/nest')`],
  ])('loads no optional peer: %s', async (_, load) => {
    const args = ['--input-type=module', '--eval', script(load)];
    const { stdout, stderr } = await runNode(args, { cwd: 'libs/tracing' });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual([
      '@nestjs/common',
      '@nestjs/core',
      '@opentelemetry/api',
      '@opentelemetry/semantic-conventions',
      'reflect-metadata',
    ]);
  });
});
