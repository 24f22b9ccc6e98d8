import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import type { InstalledApp } from './installed-app.js';
import { type Runner, outputOf } from './runner-apps.js';

/** Describes, by a spec, what inline snapshots are under a runner. */
export function describeInlineSnapshots(installed: () => InstalledApp, runner: Runner): void {
  it('writes an inline snapshot when it runs first, then compares it, and shows what differs', async () => {
    const app = installed();
    const written = await app.run(runner.args(['snapshot']));
    expect(outputOf(written)).toMatch(/\b2 (?:snapshots )?written\b/);
    expect(written.code).toBe(0);
    const test = await readFile(join(app.directory, 'dist/snapshot.spec.js'), 'utf8');
    expect(test).toMatch(
      /\(`\n *POST \/orders            orders\n *└─ OrdersService\.place  orders\n *`\)/,
    );
    expect(test).toMatch(/false \}, `\n *POST \/orders\n *└─ OrdersService\.place\n *`\)/);

    const compared = await app.run(runner.args(['snapshot']));
    expect(outputOf(compared)).toMatch(/\b2 passed\b/);
    expect(outputOf(compared)).not.toContain('written');
    expect(compared.code).toBe(0);

    await app.edit('dist/snapshot.spec.js', 'OrdersService.place', 'OrdersService.other');
    const failed = await app.run(runner.args(['snapshot']));
    expect(outputOf(failed)).toMatch(/^ *- .*OrdersService\.other  orders$/m);
    expect(outputOf(failed)).toMatch(/^ *\+ .*OrdersService\.place  orders$/m);
    expect(outputOf(failed)).toMatch(/\b1 failed\b/);
    expect(failed.code).toBe(1);
  });
}
