/** The preload of @traced/nest. */
export const REGISTER = import.meta.resolve('@traced/nest/register');

/** The subject that the others are compared with, and the one for those that run on NestJS 11. */
const UNTRACED = 'untraced';
const UNTRACED_11 = 'untraced on NestJS 11';

const NOTHING = { OTEL_TRACES_SAMPLER: 'parentbased_always_off' };
const ONE_PERCENT = {
  OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
  OTEL_TRACES_SAMPLER_ARG: '0.01',
};
const STANDARD = { TRACING_PRESET: 'standard' };

/** Without the detectors of clouds, which ask addresses outside of this machine. */
const LOCAL_DETECTORS = { OTEL_NODE_RESOURCE_DETECTORS: 'env,host,os,process,serviceinstance' };

const NATIVE = {
  package: '@traced/nest',
  program: 'programs/traced-nest.mjs',
  preload: REGISTER,
  spans: 3,
  records: 'the request, the handler of the controller, and the decorated method of the service',
};
const AUTO = {
  package: '@opentelemetry/auto-instrumentations-node',
  program: 'programs/untraced.mjs',
  preload: './programs/auto-instrumentations.mjs',
  env: LOCAL_DETECTORS,
  spans: 5,
  records:
    'the request, three middlewares and the handler of the router; no span of Nest, as its instrumentation stops before NestJS 12',
};

/**
 * The ways to trace the application, each in a process of its own.
 *
 * - `spans`: the number of spans of a request that is sampled, which the subject promises; `records` says what they are
 * - `spansAtBoot`: the number of spans about the boot
 * - `share`: the share of the requests that are sampled
 * - `holdMillis`: how long a span may wait in the process before it is exported; the process without spans is waited for as
 *   long, because V8 goes on compiling and collecting in the background
 * - `reason`: why it runs on NestJS 11
 * - `isQuick`: whether the subject takes part in a quick comparison
 */
export const SUBJECTS = [
  {
    name: UNTRACED,
    package: '@nestjs/core',
    program: 'programs/untraced.mjs',
    spans: 0,
    records: 'nothing',
    isQuick: true,
  },
  {
    name: 'untraced again',
    package: '@nestjs/core',
    program: 'programs/untraced.mjs',
    spans: 0,
    records: 'nothing; its ratio, which should be 1, says what this run can tell apart',
  },
  { name: 'native at nothing', ...NATIVE, env: NOTHING, share: 0, isQuick: true },
  { name: 'native at 1 %', ...NATIVE, env: ONE_PERCENT, share: 0.01, isQuick: true },
  { name: 'native at 100 %', ...NATIVE, isQuick: true },
  {
    name: 'standard preset',
    ...NATIVE,
    env: STANDARD,
    spans: 4,
    records:
      'the request, two spans of the handler by nestjs-core, and the decorated method of the service',
  },
  {
    name: 'auto-instrumentations-node at 1 %',
    ...AUTO,
    env: { ...LOCAL_DETECTORS, ...ONE_PERCENT },
    share: 0.01,
  },
  { name: 'auto-instrumentations-node', ...AUTO },
  {
    name: 'nestjs-otel',
    package: 'nestjs-otel',
    program: 'programs/nestjs-otel.mjs',
    preload: AUTO.preload,
    env: LOCAL_DETECTORS,
    spans: 7,
    records:
      'what auto-instrumentations-node records, a middleware of its own, and the decorated method of the service',
  },
  {
    name: '@nestjs/observe',
    package: '@nestjs/observe',
    program: 'programs/observe.mjs',
    spans: 3,
    holdMillis: 1_100,
    records:
      'the request, the handler and the method of the service, in a format of its own, to a receiver in place of its service',
  },
  {
    name: UNTRACED_11,
    package: '@nestjs/core',
    isOn11: true,
    program: 'nest-11/untraced.mjs',
    spans: 0,
    records: 'nothing',
  },
  {
    name: '@amplication/opentelemetry-nestjs',
    package: '@amplication/opentelemetry-nestjs',
    isOn11: true,
    reason: 'it cannot be loaded beside a `@nestjs/graphql` for NestJS 12',
    program: 'nest-11/amplication.mjs',
    preload: './nest-11/start-amplication.mjs',
    spans: 7,
    records:
      'the request, three middlewares and the handler of the router, the handler of the controller, and the decorated method of the service',
  },
  {
    name: '@sentry/nestjs',
    package: '@sentry/nestjs',
    isOn11: true,
    reason: 'its instrumentation skips NestJS 12',
    program: 'nest-11/sentry.mjs',
    preload: './nest-11/start-sentry.mjs',
    spans: 8,
    spansAtBoot: 1,
    records:
      'the request, three middlewares and the handler of the router, two spans of the handler of the controller, and the decorated method of the service, in a format of its own, to a receiver in place of its service',
  },
].map(complete);

/** Returns a subject with what most of them have in common, and with the name of the subject that it is compared with. */
function complete({
  isOn11 = false,
  env = {},
  share = 1,
  spansAtBoot = 0,
  holdMillis = 150,
  ...subject
}) {
  const base = isOn11 ? UNTRACED_11 : UNTRACED;
  return {
    ...subject,
    env,
    spansAtBoot,
    nest: isOn11 ? 11 : 12,
    share: subject.spans === 0 ? 0 : share,
    holdMillis,
    base: subject.name === base ? undefined : base,
  };
}

/** Returns the subjects whose names are chosen, and those that they are compared with. */
export function withBases(chosen) {
  const subjects = SUBJECTS.filter(({ name }) => chosen.has(name));
  const bases = new Set(subjects.map(({ base }) => base));
  return SUBJECTS.filter(({ name }) => chosen.has(name) || bases.has(name));
}
