import { describe, expect, it } from '@jest/globals';
import { runNode } from '../support/run-node.js';

/**
 * Contexts of `node:vm`, each with the library and six classes of its own, as Jest's are. V8 lists one that is
 * collected until the next turn of the event loop.
 */
const SCRIPT = `
  import { readFileSync } from 'node:fs';
  import { createContext, Script, SourceTextModule } from 'node:vm';

  const library = readFileSync('dist/nest/discovery/own-classes.js', 'utf8');
  const counts = new Set();
  for (let round = 0; round < 60; round += 1) {
    const context = createContext({ process });
    const module = new SourceTextModule(library, { context });
    await module.link(() => {});
    await module.evaluate();
    const classes = ['/app/node_modules/a/', '/app/src/'].flatMap((folder) =>
      ['a', 'b', 'c'].map((name) =>
        new Script('(class {})', { filename: folder + name + '.js' }).runInContext(context),
      ),
    );
    const own = module.namespace.ownClasses(classes);
    counts.add(classes.map((each) => own.has(each)).join());
    globalThis.gc();
  }
  console.log(...counts);`;

describe('the classes of an application', () => {
  it('are told from those of packages beside contexts of node:vm that are gone', async () => {
    const { code, signal, stdout, stderr } = await runNode(
      [
        '--expose-gc',
        '--experimental-vm-modules',
        '--no-warnings',
        '--input-type=module',
        '--eval',
        SCRIPT,
      ],
      { cwd: 'libs/tracing' },
    );
    expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
    expect(stdout).toBe('false,false,false,true,true,true\n');
  });
});
