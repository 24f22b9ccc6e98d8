import { mkdir, readFile, symlink } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
// @ts-expect-error The launcher is plain JavaScript: it runs before there is a compiler.
import { npm } from '../../libs/devstack/launcher/npm.js';
import { type Ended, runNode } from '../support/run-node.js';
import { type WrittenBlock, isStep, takeStep } from '../support/written-steps.js';
import type { InstalledApp } from './installed-app.js';

/**
 * Takes the steps of a guide as a reader does, in a new folder. `npm install` alone is not run: what it would install is
 * taken from an application that has been installed.
 */
export class GuideReader {
  readonly #app: InstalledApp;
  #folder: string;
  #ended: Ended | undefined;

  constructor(folder: string, app: InstalledApp) {
    this.#folder = folder;
    this.#app = app;
  }

  /** The folder of the reader's own application. */
  get folder(): string {
    return this.#folder;
  }

  /** How the last `npm test` of the guide has ended. */
  get ended(): Ended {
    if (!this.#ended) throw new Error('Expected the guide to run npm test.');
    return this.#ended;
  }

  /** Takes the steps of these blocks, in their order. */
  async follow(blocks: readonly WrittenBlock[]): Promise<void> {
    for (const block of blocks) {
      if (isStep(block)) await takeStep(this.#folder, block);
      if (block.language === 'sh') await this.#enter(block.text);
    }
  }

  async #enter(commands: string): Promise<void> {
    for (const line of commands.trim().split('\n')) {
      const [, folder] = /^mkdir (\S+) && cd \1$/.exec(line) ?? [];
      const [, packages] = /^npm install (.*)$/.exec(line) ?? [];
      if (folder !== undefined) await this.#makeFolder(folder);
      else if (packages !== undefined) await this.#checkInstalled(packages);
      else if (line === 'npm test') this.#ended = await this.#runTests();
      else throw new Error(`Expected a command that this reader knows, got: ${line}`);
    }
  }

  async #makeFolder(name: string): Promise<void> {
    this.#folder = join(this.#folder, name);
    await mkdir(this.#folder, { recursive: true });
    const packages = join(this.#app.directory, 'node_modules');
    await symlink(packages, join(this.#folder, 'node_modules'), 'junction');
  }

  async #checkInstalled(words: string): Promise<void> {
    const text = await readFile(join(this.#app.directory, 'package.json'), 'utf8');
    const { dependencies, devDependencies } = JSON.parse(text) as Record<string, object>;
    const installed = new Set(Object.keys({ ...dependencies, ...devDependencies }));
    const wanted = words.split(' ').filter((word) => !word.startsWith('--'));
    const missing = wanted.filter((name) => !installed.has(name));
    if (missing.length > 0) {
      throw new Error(
        `Expected the application of this runner to have ${missing.join(', ')} installed.`,
      );
    }
  }

  #runTests(): Promise<Ended> {
    const [command, args] = npm('test') as [string, string[]];
    const path = [dirname(process.execPath), process.env['PATH']].join(delimiter);
    return runNode(args, { command, cwd: this.#folder, env: { PATH: path } });
  }
}

const SHORT_ID = /[0-9a-f]{8}…[0-9a-f]{6}/g;

/**
 * Returns the lines of an output from the one on that is the first line of `text`, as many as `text` has, without the blanks
 * that all of them begin with; the whole output where there is no such line. The trace id is that of the guides.
 */
export function excerptLike(output: string, text: string): string {
  const wanted = text.split('\n');
  const lines = output.replaceAll(SHORT_ID, '4bf92f35…0e4736').split('\n');
  const start = lines.findIndex((line) => line.trim() === wanted[0]?.trim());
  if (start === -1) return output;
  const indent = (lines[start]?.length ?? 0) - (wanted[0]?.length ?? 0);
  const found = lines.slice(start, start + wanted.length);
  return found.map((line) => line.slice(indent).trimEnd()).join('\n');
}
