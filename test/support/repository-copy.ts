import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const LEFT_OUT = new Set(['node_modules', '.git', '.traced', '.bin', 'test', 'coverage']);
/** Folders of the libraries that npm links into `node_modules`, where a copy finds those of the original. */
const LINKED = /[/\\]libs[/\\](tracing|kit|service-defaults)[/\\](src|dist|docs|test)$/;

/** A copy of the apps, the devstack, the chart and the files at the top, which shares all installed packages. */
export class RepositoryCopy {
  private constructor(readonly root: string) {}

  static async make(): Promise<RepositoryCopy> {
    const root = await mkdtemp(join(tmpdir(), 'traced-copy-'));
    const filter = (path: string): boolean => !LEFT_OUT.has(basename(path)) && !LINKED.test(path);
    await cp(REPOSITORY, root, { recursive: true, filter });
    await symlink(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'));
    return new RepositoryCopy(root);
  }

  async remove(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}
