import { randomBytes } from 'node:crypto';
import { run } from './run.js';

export interface Pod {
  readonly name: string;
  readonly component: string;
}

interface PodList {
  readonly items: readonly {
    readonly metadata: {
      readonly name: string;
      readonly labels: Readonly<Record<string, string>>;
      readonly deletionTimestamp?: string;
    };
  }[];
}

/** A namespace of its own, in which Pod Security `restricted` is enforced. */
export class Namespace {
  private constructor(readonly name: string) {}

  static async create(): Promise<Namespace> {
    const name = `traced-${randomBytes(4).toString('hex')}`;
    await run('kubectl', 'create', 'namespace', name);
    const label = 'pod-security.kubernetes.io/enforce=restricted';
    await run('kubectl', 'label', 'namespace', name, label);
    return new Namespace(name);
  }

  helm(...args: string[]): Promise<string> {
    return run('helm', '--namespace', this.name, ...args);
  }

  kubectl(...args: string[]): Promise<string> {
    return run('kubectl', '--namespace', this.name, ...args);
  }

  /** The pods of a release that are not about to go. */
  async pods(release: string): Promise<Pod[]> {
    const selector = `app.kubernetes.io/instance=${release}`;
    const output = await this.kubectl('get', 'pods', '--selector', selector, '--output', 'json');
    return (JSON.parse(output) as PodList).items
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
      .map(({ metadata: { name, labels } }) => ({
        name,
        component: labels['app.kubernetes.io/component'] ?? labels['app.kubernetes.io/name'] ?? '',
      }));
  }

  async delete(): Promise<void> {
    await run('kubectl', 'delete', 'namespace', this.name, '--wait=false');
  }
}
