import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/** Runs a program of the path in the repository; its standard output. Rejects with all it wrote if it fails. */
export function run(program: string, ...args: string[]): Promise<string> {
  const options = { cwd: repository, maxBuffer: MAX_OUTPUT_BYTES };
  return new Promise((resolve, reject) => {
    execFile(program, args, options, (error, stdout, stderr) => {
      if (!error) resolve(stdout);
      else reject(new Error([program, ...args].join(' ') + `\n${stdout}${stderr}`));
    });
  });
}
