import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const source = join(import.meta.dirname, 'tools');
const directory = join(import.meta.dirname, '../../.traced/compat-tools');

/**
 * Installs runtimes and process managers, with 300 MB too much for the workspaces, into `.traced`. Takes
 * seconds once they are there.
 */
export async function installTools(): Promise<void> {
  await cp(source, directory, { recursive: true });
  const options = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  await promisify(execFile)('npm', ['install', ...options], {
    cwd: directory,
    shell: process.platform === 'win32',
  });
}

/** The path of a file in one of the tools' packages, such as `pm2/bin/pm2`. */
export function toolPath(file: string): string {
  return join(directory, 'node_modules', file);
}
