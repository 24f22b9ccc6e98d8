import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { runningTests } from '../../../libs/devstack/launcher/repository.js';

const PATIENCE_MILLIS = 30_000;

/** A reporter that ends Jest where something still holds it after the last test, and notes what it runs. */
export default class LastNet {
  #running = new Set();

  onRunStart() {
    mkdirSync(dirname(runningTests), { recursive: true });
  }

  onTestFileStart({ path }) {
    this.#running.add(relative(process.cwd(), path));
    this.#note();
  }

  onTestFileResult({ path }) {
    this.#running.delete(relative(process.cwd(), path));
    this.#note();
  }

  onRunComplete() {
    rmSync(runningTests, { force: true });
    setTimeout(endWhatIsHeld, PATIENCE_MILLIS).unref();
  }

  /** For the launcher, should it have to end Jest: a test that never returns lets nobody here say so. */
  #note() {
    writeFileSync(runningTests, [...this.#running].join('\n'));
  }
}

function endWhatIsHeld() {
  const held = process.getActiveResourcesInfo().join(', ');
  process.stderr.write(`Expected Jest to end by itself, but it was held by: ${held}\n`);
  process.exit(1);
}
