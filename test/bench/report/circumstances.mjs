import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';

const PROJECT = new URL('../../../', import.meta.url);

/** Returns where and when the comparison runs. */
export function describeMachine() {
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGibibytes: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
  };
}

/** Returns a subject as the report describes it, with the versions of its package and of NestJS. */
export function describeSubject({ name, package: packageName, spans, share, ...subject }) {
  return {
    name,
    package: packageName,
    version: versionOf(packageName),
    nest: versionOf('@nestjs/core'),
    records: subject.records,
    spansPerSampledRequest: spans,
    sampled: share,
    base: subject.base,
  };
}

function versionOf(packageName) {
  if (packageName === '@traced/nest') return read('libs/tracing/package.json').version;
  return read('package-lock.json').packages[`node_modules/${packageName}`].version;
}

function read(path) {
  return JSON.parse(readFileSync(new URL(path, PROJECT), 'utf8'));
}
