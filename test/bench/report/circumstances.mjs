import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

const BENCH = new URL('../', import.meta.url);
const PROJECT = new URL('../../', BENCH);

/** Returns where and when the comparison runs, and the number of programs that keep the machine busy before it begins. */
export function describeMachine() {
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGibibytes: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    loadBefore: loadavg()[0],
  };
}

/** Returns a subject as the report describes it, with the versions of its package and of NestJS. */
export function describeSubject({ name, package: packageName, nest, spans, share, ...subject }) {
  const lockfiles = nest === 11 ? [new URL('subjects/nest-11/', BENCH)] : [BENCH, PROJECT];
  return {
    name,
    package: packageName,
    version: versionOf(packageName, lockfiles),
    nest: versionOf('@nestjs/core', lockfiles),
    reason: subject.reason,
    records: subject.records,
    spansPerSampledRequest: spans,
    sampled: share,
    base: subject.base,
  };
}

function versionOf(packageName, folders) {
  if (packageName === '@traced/nest') return read('libs/tracing/package.json', PROJECT).version;
  for (const folder of folders) {
    const found = read('package-lock.json', folder).packages[`node_modules/${packageName}`];
    if (found) return found.version;
  }
  return 'unknown';
}

function read(path, folder) {
  return JSON.parse(readFileSync(new URL(path, folder), 'utf8'));
}
