import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const CONTROLLER = 'src/app.controller.ts';
const SERVICE = 'src/app.service.ts';
const MAIN = 'src/main.ts';

/** What an application is that `nest new` makes. */
export interface Scaffold {
  readonly nest: 11 | 12;
  readonly format: 'esm' | 'commonjs';
}

export const SCAFFOLDS: readonly Scaffold[] = [
  { nest: 12, format: 'esm' },
  { nest: 12, format: 'commonjs' },
  { nest: 11, format: 'esm' },
  { nest: 11, format: 'commonjs' },
];

/** The command of Nest, with what its builders are made of. */
const TOOLS = {
  11: {
    '@nestjs/cli': '11.0.13',
    '@swc/cli': '0.7.10',
    typescript: '5.9.3',
  },
  12: {
    '@nestjs/cli': '12.0.8',
    '@rspack/core': '2.3.3',
    '@swc/cli': '0.8.1',
    'fork-ts-checker-webpack-plugin': '9.1.0',
    'tsconfig-paths-webpack-plugin': '4.2.0',
    typescript: '6.0.3',
    webpack: '5.113.0',
    'webpack-node-externals': '3.0.0',
  },
};

const NEST = { 11: '11.2.10', 12: '12.5.1' };

const COMPILER_OPTIONS = {
  module: 'nodenext',
  moduleResolution: 'nodenext',
  target: 'es2023',
  types: ['node'],
  strict: true,
  esModuleInterop: true,
  isolatedModules: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  skipLibCheck: true,
  declaration: true,
  sourceMap: true,
  rootDir: 'src',
  outDir: 'dist',
};

/** The builder swc of version 11 writes CommonJS unless this file says otherwise. */
const SWC_OPTIONS = {
  module: { type: 'es6' },
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
};

/** Ends by `process.exit()` while its only span waits to be exported. */
const EXIT = `
  import '@traced/nest/register';
  import { trace } from '@opentelemetry/api';
  trace.getTracer('exit').startSpan('last').end();
  process.exit();
`;

/**
 * Writes the sources of an application into a new folder: those of `test/packages` that need no database,
 * with the preload as the first import of the entry file, and what `nest new` adds.
 */
export async function scaffold({ nest, format }: Scaffold, folder: string): Promise<void> {
  const isEsm = format === 'esm';
  const from = join(import.meta.dirname, `../${format}-app`);
  await mkdir(join(folder, 'src'), { recursive: true });
  for (const file of [CONTROLLER, SERVICE]) await copyFile(join(from, file), join(folder, file));
  const main = await readFile(join(from, MAIN), 'utf8');
  const files = {
    'package.json': JSON.stringify(manifest(nest, isEsm)),
    'nest-cli.json': JSON.stringify({ sourceRoot: 'src', compilerOptions: { deleteOutDir: true } }),
    'tsconfig.json': JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ['src'] }),
    [MAIN]: `import '@traced/nest/register';\n${main}`,
    'src/app.module.ts': appModule(isEsm ? '.js' : ''),
    'src/exit.ts': EXIT,
    ...(isEsm && nest === 11 ? { '.swcrc': JSON.stringify(SWC_OPTIONS) } : {}),
  };
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
}

function manifest(version: 11 | 12, isEsm: boolean): object {
  const nest = NEST[version];
  return {
    private: true,
    ...(isEsm ? { type: 'module' } : {}),
    scripts: {
      build: 'nest build',
      start: 'nest start',
      'start:dev': 'nest start --watch',
      'start:debug': 'nest start --debug --watch',
    },
    dependencies: {
      '@nestjs/common': nest,
      '@nestjs/core': nest,
      '@nestjs/platform-express': nest,
      '@opentelemetry/api': '1.10.0',
      'reflect-metadata': '0.2.2',
      rxjs: '7.8.2',
    },
    devDependencies: {
      '@swc/core': '1.16.22',
      '@types/node': '24.19.2',
      esbuild: '0.28.2',
      'ts-loader': '9.6.2',
      ...TOOLS[version],
    },
  };
}

function appModule(extension: string): string {
  return `
    import { Module } from '@nestjs/common';
    import { TracingModule } from '@traced/nest';
    import { AppController } from './app.controller${extension}';
    import { AppService } from './app.service${extension}';

    @Module({
      imports: [TracingModule.forRoot()],
      controllers: [AppController],
      providers: [AppService],
    })
    export class AppModule {}
  `;
}
