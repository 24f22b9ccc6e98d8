#!/usr/bin/env node
import { runCommand } from './run-command.js';

// A reader that has seen enough, as head has, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await runCommand(process.argv.slice(2), process);
