import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const source = join(import.meta.dirname, 'tools');
const directory = join(import.meta.dirname, '../../../.traced/compat-tools');

const run = promisify(execFile);

/** The scripts that put the binary of the platform's package in place; npm runs none that nobody has approved. */
const INSTALL_SCRIPTS = ['bun/install.js', 'deno/install.cjs'];

/**
 * Installs runtimes and process managers, with 300 MB too much for the workspaces, into `.traced`. Takes
 * seconds once they are there.
 */
export async function installTools(): Promise<void> {
  await cp(source, directory, { recursive: true });
  const options = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...options], {
    cwd: directory,
    shell: process.platform === 'win32',
  });
  for (const script of INSTALL_SCRIPTS) {
    await run(process.execPath, [toolPath(script)], { cwd: dirname(toolPath(script)) });
  }
}

/** The path of a file in one of the tools' packages, such as `pm2/bin/pm2`. */
export function toolPath(file: string): string {
  return join(directory, 'node_modules', file);
}
