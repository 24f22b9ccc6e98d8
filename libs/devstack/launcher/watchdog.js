// Lines on stdin: "<pid> <signal>" guards a process, "<pid>" releases it. When stdin ends, its
// writer is gone, and what is still guarded gets its signal, then SIGKILL.
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';

const PATIENCE_MILLIS = 2_500;
const POLL_MILLIS = 50;

const guarded = new Map();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

for await (const line of createInterface({ input: process.stdin })) {
  const [pid, signal] = line.split(' ');
  if (signal) guarded.set(Number(pid), signal);
  else guarded.delete(Number(pid));
}

for (const [pid, signal] of guarded) send(pid, signal);

const deadline = Date.now() + PATIENCE_MILLIS;
while (guarded.size > 0 && Date.now() < deadline) {
  await setTimeout(POLL_MILLIS);
  for (const pid of guarded.keys()) send(pid, 0);
}

for (const pid of guarded.keys()) send(pid, 'SIGKILL');

function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    guarded.delete(pid);
  }
}
