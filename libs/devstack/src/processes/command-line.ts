import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Returns the arguments of a running process, joined by spaces; `undefined` if no such process runs. */
export async function commandLine(pid: number): Promise<string | undefined> {
  try {
    const text = process.platform === 'linux' ? await fromProc(pid) : await fromPs(pid);
    return text === '' ? undefined : text;
  } catch {
    return undefined;
  }
}

async function fromProc(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8');
  return text.replaceAll('\0', ' ').trim();
}

async function fromPs(pid: number): Promise<string> {
  const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)]);
  return stdout.trim();
}
