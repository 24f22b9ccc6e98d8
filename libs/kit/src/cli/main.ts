#!/usr/bin/env node
import { constants } from 'node:os';
import { runCommand } from './run-command.js';

// A reader that has seen enough, as head has, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

// The first process of a container gets only the signals that it handles.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => process.exit(128 + constants.signals[signal]));
}

process.exitCode = await runCommand(process.argv.slice(2), process);
