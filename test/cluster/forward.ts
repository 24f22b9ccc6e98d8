import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A service of the cluster at a port of this machine, also after the pod behind it was replaced. */
export class Forward {
  #child: ChildProcess | undefined;
  #opened: Promise<string> | undefined;

  readonly #namespace: string;
  readonly #service: string;
  readonly #port: number;

  constructor(namespace: string, service: string, port: number) {
    this.#namespace = namespace;
    this.#service = service;
    this.#port = port;
  }

  /** Returns the URL of the service. `kubectl` ends when the pod that it forwards to ends; then this starts another one. */
  url(): Promise<string> {
    return (this.#opened ??= this.#open());
  }

  async fetch(path: string, init?: RequestInit): Promise<Response> {
    return fetch(new URL(path, await this.url()), init);
  }

  async close(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.kill();
    await exited;
  }

  async #open(): Promise<string> {
    const target = `service/${this.#service}`;
    const child = spawn(
      'kubectl',
      ['--namespace', this.#namespace, 'port-forward', target, `:${this.#port}`],
      // On standard error it reports each connection that a deleted pod cuts.
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    this.#child = child;
    child.once('exit', () => {
      this.#opened = undefined;
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const [, address] = /^Forwarding from (127\.0\.0\.1:\d+)/.exec(line) ?? [];
      if (address) return `http://${address}`;
    }
    throw new Error(`Expected kubectl to forward to ${target}, but it ended.`);
  }
}
