import { mkdir, rm, writeFile } from 'node:fs/promises';
import { type Ended, runNode } from './run-node.js';

const COMPILER_OPTIONS = {
  target: 'es2024',
  module: 'nodenext',
  types: ['node'],
  strict: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  skipLibCheck: true,
};

/** A folder of TypeScript sources, compiled where they find the packages as an application does. */
export class CompiledApp {
  private constructor(
    /** The folder of the compiled application, as a path from the root of the repository. */
    readonly folder: string,
    /** How the compiler ended. */
    readonly compiled: Ended,
  ) {}

  /** @param files sources by their names */
  static async compile(
    name: string,
    files: Readonly<Record<string, string>>,
  ): Promise<CompiledApp> {
    // Deno takes what lies below `node_modules` for a package.
    const folder = `.traced/apps/${name}`;
    const url = new URL(`../../${folder}/`, import.meta.url);
    await rm(url, { recursive: true, force: true });
    await mkdir(url, { recursive: true });
    const all = {
      ...files,
      'package.json': JSON.stringify({ type: 'module' }),
      'tsconfig.json': JSON.stringify({ compilerOptions: COMPILER_OPTIONS }),
    };
    for (const [file, text] of Object.entries(all)) await writeFile(new URL(file, url), text);
    const compiled = await runNode(['../../../node_modules/typescript/bin/tsc', '-p', '.'], {
      cwd: folder,
    });
    return new CompiledApp(folder, compiled);
  }
}
