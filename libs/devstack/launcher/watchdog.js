// Reads lines from standard input: "<pid> <signal>" guards a process, and "<pid>" releases it. When standard input
// ends, the process that wrote to it has ended: each process that is still guarded gets its signal, and SIGKILL if it
// still runs 2.5 seconds later.
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
