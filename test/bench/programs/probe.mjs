/*
 * A preload that tells whoever connects to a socket in the folder PROBES, which is named after this process, what the process
 * has used so far. A service of the shop has no channel to its parent, and its HTTP is what is measured.
 */
import { createServer } from 'node:net';
import { probePath } from '../shop/probe-path.mjs';
import { readUsage } from './usage.mjs';

createServer((socket) => socket.end(JSON.stringify(readUsage())))
  .listen(probePath(process.env.PROBES, process.pid))
  .unref();
