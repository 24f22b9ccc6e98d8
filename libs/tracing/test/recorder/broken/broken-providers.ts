import { type CreateProvider, createSdkProvider } from '../providers.js';
import { BROKEN_ENCODINGS } from './broken-encodings.js';
import { BROKEN_EXPORTS } from './broken-exports.js';
import { BROKEN_OPTIONS } from './broken-options.js';
import { BROKEN_TRACERS, type ChangeTracer } from './broken-tracers.js';

type BrokenProvider = readonly [what: string, create: CreateProvider];

/** Providers that differ from that of the SDK in one thing, each with the sentence that says in which. */
export const BROKEN_PROVIDERS: readonly BrokenProvider[] = [
  ...Object.entries(BROKEN_EXPORTS).map(([what, rewrite]): BrokenProvider => [
    `writes a span that ${what}`,
    (options) => createSdkProvider(options, rewrite),
  ]),
  ...Object.entries(BROKEN_ENCODINGS).map(([what, change]): BrokenProvider => [
    what,
    (options) => {
      const { provider, exported } = createSdkProvider(options);
      return { provider, exported: async () => change(await exported()) };
    },
  ]),
  ...Object.entries(BROKEN_OPTIONS).map(([what, change]): BrokenProvider => [
    what,
    (options) => createSdkProvider(change(options)),
  ]),
  ...Object.entries(BROKEN_TRACERS).map(([what, change]): BrokenProvider => [
    what,
    withTracer(change),
  ]),
];

function withTracer(change: ChangeTracer): CreateProvider {
  return (options) => {
    const { provider, exported } = createSdkProvider(options);
    const getTracer: typeof provider.getTracer = (...args) => {
      const tracer = provider.getTracer(...args);
      return Object.assign(Object.create(tracer), change(tracer));
    };
    return { provider: Object.assign(Object.create(provider), { getTracer }), exported };
  };
}
