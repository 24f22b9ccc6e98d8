import { hostname } from 'node:os';
import { afterEach, describe, expect, it } from '@jest/globals';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { createResource } from './resource.js';

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

function keysOf(detectors?: string): string[] {
  if (detectors !== undefined) process.env['OTEL_NODE_RESOURCE_DETECTORS'] = detectors;
  const keys = createResource(undefined)
    .getRawAttributes()
    .map(([key]) => key);
  return [...new Set(keys)].filter((key) => !key.startsWith('telemetry.')).sort();
}

describe('createResource', () => {
  it('distinguishes the process from others by default', () => {
    expect(keysOf()).toEqual([
      'host.name',
      'process.pid',
      'process.runtime.version',
      'service.instance.id',
      'service.name',
    ]);
    expect(createResource(undefined).attributes).toMatchObject({
      'host.name': hostname(),
      'process.pid': process.pid,
      'process.runtime.version': process.versions.node,
    });
  });

  it.each([
    ['none', ['service.name']],
    ['env', ['service.name']],
    ['serviceinstance', ['service.instance.id', 'service.name']],
    [
      'OS, host,aws',
      ['host.arch', 'host.id', 'host.name', 'os.type', 'os.version', 'service.name'],
    ],
  ])('finds out what OTEL_NODE_RESOURCE_DETECTORS=%s names', (detectors, keys) => {
    expect(keysOf(detectors)).toEqual(keys);
  });

  it.each(['process', 'all'])('never exports the arguments of the process: %s', (detectors) => {
    const keys = keysOf(detectors);
    expect(keys).toEqual(expect.arrayContaining(['process.command', 'process.pid']));
    expect(keys).not.toContain('process.command_args');
  });

  it('takes what the code says over what is detected, and what the environment says over both', () => {
    process.env['OTEL_SERVICE_NAME'] = 'orders';
    process.env['OTEL_RESOURCE_ATTRIBUTES'] =
      'service.name=none,host.name=a%20host,long=' + 'x'.repeat(300);
    const own = { 'service.instance.id': '7', 'host.name': 'own', 'service.name': 'own' };
    expect(createResource(resourceFromAttributes(own)).attributes).toMatchObject({
      'service.instance.id': '7',
      'service.name': 'orders',
      'host.name': 'a host',
      long: 'x'.repeat(300),
    });
  });
});
