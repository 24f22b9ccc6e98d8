#!/usr/bin/env node
import { constants } from 'node:os';
import { runCommand } from './run-command.js';

// A pipe whose reader has closed it, such as head, is no failure of this command.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

// Linux gives the first process of a container only those signals that it has a handler for:
// https://man7.org/linux/man-pages/man7/pid_namespaces.7.html
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => process.exit(128 + constants.signals[signal]));
}

process.exitCode = await runCommand(process.argv.slice(2), process);
