import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Watchdog } from '@traced/devstack';
import { type Ended, runNode, serveNode } from '../support/run-node.js';
import { RunningScript } from '../support/running-script.js';

type Environment = Record<string, string>;

/** Packs both packages into a new folder, as they would be published; returns the tarballs. */
export async function packPackages(directory: string): Promise<string[]> {
  const repository = fileURLToPath(new URL('../..', import.meta.url));
  const workspaces = ['--workspace=libs/tracing', '--workspace=libs/kit'];
  await mkdir(directory);
  await npm(repository, ['pack', ...workspaces, `--pack-destination=${directory}`]);
  return (await readdir(directory)).map((file) => join(directory, file));
}

/** An application out of the repository, on the packed packages. */
export class InstalledApp {
  private constructor(
    readonly directory: string,
    /** How its own TypeScript ended. */
    readonly compiled: Ended,
  ) {}

  /** @param source the folder that is copied to `directory` */
  static async install(
    source: string,
    directory: string,
    tarballs: readonly string[],
  ): Promise<InstalledApp> {
    await cp(source, directory, { recursive: true });
    const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
    await npm(directory, ['install', ...quietly, ...tarballs]);
    const compiled = await runNode(['node_modules/typescript/bin/tsc'], { cwd: directory });
    return new InstalledApp(directory, compiled);
  }

  /** Runs a Node process in the application's folder to its end. */
  run(args: string[], env: Environment = {}): Promise<Ended> {
    return runNode(args, { cwd: this.directory, env });
  }

  /** Runs a script of its `package.json` for as long as `use` needs the server that it starts. */
  async runScript(
    script: readonly string[],
    options: { readonly env: Environment; readonly watchdog: Watchdog },
    use: (running: RunningScript) => Promise<void>,
  ): Promise<void> {
    const running = await RunningScript.start(script, { cwd: this.directory, ...options });
    try {
      await use(running);
    } finally {
      await running.stop();
    }
  }

  /** Replaces the first `text` in a file of the application. */
  async edit(file: string, text: string, replacement: string): Promise<void> {
    const path = join(this.directory, file);
    const content = await readFile(path, 'utf8');
    if (!content.includes(text)) throw new Error(`Expected '${text}' in ${path}.`);
    await writeFile(path, content.replace(text, replacement));
  }

  /** Runs a server, whose first output is its URL, for as long as `use` needs it. */
  async serve(
    args: string[],
    env: Environment,
    use: (url: string) => Promise<void>,
  ): Promise<Ended> {
    const server = await serveNode(args, { cwd: this.directory, env });
    try {
      await use(server.url);
    } finally {
      await server.stop();
    }
    return server.ended;
  }
}

async function npm(cwd: string, args: readonly string[]): Promise<void> {
  await promisify(execFile)('npm', args, { cwd });
}
