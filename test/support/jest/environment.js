import { setTimeout } from 'node:timers/promises';
import { TestEnvironment } from 'jest-environment-node';

/** What ends a service, with its own bounds, is to be over before it. */
const HOOK_MILLIS = 45_000;
/** For what is closing already. */
const GRACE_MILLIS = 2_000;
const POLL_MILLIS = 10;

/**
 * Node's environment, in which nothing of a file outlives it: a test that fails or takes too long leaves
 * servers, connections and processes behind, which would hold Jest for ever. Hooks that clean up have a
 * bound of their own, as the time-out of a test is too long to wait for a server that never closes.
 */
export default class BoundedEnvironment extends TestEnvironment {
  #path;
  #before = new Set();

  constructor(config, context) {
    super(config, context);
    this.#path = context.testPath;
    // The specs of the kit compare whole failures, which would name the files of their reports.
    if (/[/\\]libs[/\\]kit[/\\]src[/\\]/.test(context.testPath)) {
      this.global.process.env.TRACED_REPORTS ??= 'off';
    }
  }

  async setup() {
    await super.setup();
    this.#before = new Set(openHandles());
  }

  async handleTestEvent({ name, hook }) {
    if (name === 'hook_start' && hook.type.startsWith('after')) hook.timeout ??= HOOK_MILLIS;
    // While Jest still listens for errors that nobody handles: they fail this file, and no other.
    if (name === 'run_finish') await this.#endAll();
  }

  async #endAll() {
    const left = () => openHandles().filter((handle) => !this.#before.has(handle));
    await settled(left);
    const handles = left();
    if (handles.length === 0) return;
    const names = handles.map(nameOf).join(', ');
    process.stderr.write(`${this.#path} has left open, and is now without: ${names}\n`);
    for (const handle of handles) end(handle);
    await settled(left);
  }
}

async function settled(left) {
  const deadline = performance.now() + GRACE_MILLIS;
  while (left().length > 0 && performance.now() < deadline) await setTimeout(POLL_MILLIS);
}

/** What holds this process, but for its own streams. Of timers Node has no list. */
function openHandles() {
  const { stdin, stdout, stderr } = process;
  return process._getActiveHandles().filter((handle) => ![stdin, stdout, stderr].includes(handle));
}

function nameOf(handle) {
  const place = handle.pid ?? handle.spawnargs ?? handle.remotePort ?? handle.address?.()?.port;
  return [handle.constructor.name, place].filter(Boolean).join(' ');
}

function end(handle) {
  if (handle.kill) handle.kill('SIGKILL');
  else if (handle.destroy) handle.destroy();
  else handle.close?.();
}
