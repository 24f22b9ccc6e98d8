/** The packages of the preset `standard`: optional peer dependencies, which the application installs. */
export const STANDARD_PACKAGES: readonly string[] = [
  'sdk-node',
  'instrumentation-http',
  'instrumentation-express',
  'instrumentation-nestjs-core',
  'instrumentation-pg',
  'instrumentation-undici',
].map((name) => `@opentelemetry/${name}`);
