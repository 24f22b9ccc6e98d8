/* A preload that counts the files which the process loads, by `import` and by `require`. */
import { registerHooks } from 'node:module';
import { LOADED_FILES } from './usage.mjs';

const files = (globalThis[LOADED_FILES] = new Set());

registerHooks({
  load(url, context, nextLoad) {
    if (url.startsWith('file:')) files.add(url);
    return nextLoad(url, context);
  },
});
