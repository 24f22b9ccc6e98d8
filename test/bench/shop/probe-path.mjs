import { join } from 'node:path';

/** Returns the address at which the process `pid` tells what it has used. Windows has no sockets in folders, but pipes. */
export function probePath(folder, pid) {
  return process.platform === 'win32'
    ? `\\\\.\\pipe\\traced-bench-${pid}`
    : join(folder, `${pid}.sock`);
}
