/** The preload of @traced/nest. */
const REGISTER = import.meta.resolve('@traced/nest/register');

/** The subject that the others are compared with. */
const UNTRACED = 'untraced';

const NOTHING = { OTEL_TRACES_SAMPLER: 'parentbased_always_off' };
const ONE_PERCENT = {
  OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
  OTEL_TRACES_SAMPLER_ARG: '0.01',
};
const STANDARD = { TRACING_PRESET: 'standard' };

const NATIVE = {
  package: '@traced/nest',
  program: 'programs/traced-nest.mjs',
  preload: REGISTER,
  spans: 3,
  records: 'the request, the handler of the controller, and the decorated method of the service',
};
/**
 * The ways to trace the application, each in a process of its own.
 *
 * - `spans`: the number of spans of a request that is sampled, which the subject promises; `records` says what they are
 * - `share`: the share of the requests that are sampled
 * - `holdMillis`: how long a span may wait in the process before it is exported
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
].map(complete);

/** Returns a subject with what most of them have in common, and with the name of the subject that it is compared with. */
function complete({ env = {}, share = 1, holdMillis = 150, ...subject }) {
  return {
    ...subject,
    env,
    share: subject.spans === 0 ? 0 : share,
    holdMillis: subject.spans === 0 ? 0 : holdMillis,
    base: subject.name === UNTRACED ? undefined : UNTRACED,
  };
}

/** Returns the subjects whose names are chosen, and those that they are compared with. */
export function withBases(chosen) {
  const subjects = SUBJECTS.filter(({ name }) => chosen.has(name));
  const bases = new Set(subjects.map(({ base }) => base));
  return SUBJECTS.filter(({ name }) => chosen.has(name) || bases.has(name));
}
