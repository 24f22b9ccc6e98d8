import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type * as devstack from '@traced/devstack';
import { OtlpReceiver, span } from '@traced/kit';
import '@traced/kit/jest';
// @ts-expect-error The launcher is plain JavaScript: it runs before there is a compiler.
import { npm } from '../../libs/devstack/launcher/npm.js';
import { RepositoryCopy } from '../support/repository-copy.js';
import { runNode } from '../support/run-node.js';
import { findServiceGaps } from '../support/service-gaps.js';
import { newTraceId } from './shop.js';
import { readSteps, takeStep, type WrittenStep } from '../support/written-steps.js';

const MOST_EDITS = 8;

describe('a service that is added by the steps of CONTRIBUTING.md', () => {
  let copy: RepositoryCopy;
  let steps: readonly WrittenStep[];

  beforeAll(async () => {
    copy = await RepositoryCopy.make();
    steps = readSteps(readFileSync(join(copy.root, 'CONTRIBUTING.md'), 'utf8'), 'Add a service');
  });

  afterAll(() => copy.remove());

  it('takes at most eight edits, and each that is still to be made is named by file', async () => {
    expect(steps.length).toBeGreaterThan(0);
    expect(steps.length).toBeLessThanOrEqual(MOST_EDITS);
    const files = steps.map(({ file }) => file);

    for (const [index, step] of steps.entries()) {
      await takeStep(copy.root, step);
      const named = findServiceGaps(copy.root).map((gap) => gap.split(/:? /, 1).join());
      expect(new Set(named)).toEqual(new Set([...files.slice(index + 1), 'package-lock.json']));
    }
  });

  it('is in the lockfile after npm install, which fetches nothing', async () => {
    const options = ['--package-lock-only', '--offline', '--ignore-scripts', '--no-audit'];
    const [command, args] = npm('install', ...options) as [string, string[]];
    const { code, stderr } = await runNode(args, {
      command,
      cwd: copy.root,
      env: { npm_config_cache: join(copy.root, '.traced/npm') },
    });

    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(findServiceGaps(copy.root)).toEqual([]);
  });

  it('is built, started, called and traced like the others', async () => {
    const built = await runNode(['libs/devstack/launcher/build-projects.js', 'refunds'], {
      cwd: copy.root,
    });
    expect(built).toMatchObject({ code: 0 });

    const url = pathToFileURL(join(copy.root, 'libs/devstack/dist/index.js')).href;
    const { startStack } = (await import(url)) as typeof devstack;
    const receiver = await OtlpReceiver.start();
    const stack = await startStack({
      stateDirectory: join(copy.root, '.traced'),
      otlpEndpoint: receiver.endpoint,
      env: { OTEL_BSP_SCHEDULE_DELAY: '10' },
    });
    try {
      const { refunds } = stack.services as Record<string, devstack.ServiceProcess>;
      const traceId = newTraceId();
      const response = await fetch(`${refunds?.url}/refunds`, {
        headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
      });

      expect(await response.json()).toEqual([]);
      await expect(receiver.trace(traceId)).toMatchTrace(
        span('GET /refunds', {
          service: 'refunds',
          children: [
            span('RefundsController.findAll', {
              children: [span('SELECT refunds', { children: [] })],
            }),
          ],
        }),
      );
    } finally {
      await stack.stop();
      await receiver.stop();
    }
  });
});
