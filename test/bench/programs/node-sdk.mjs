/*
 * A preload that starts OpenTelemetry's SDK, in the version that the preset `standard` uses, with the exporter of the
 * environment and no instrumentation.
 */
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../../libs/tracing/package.json', import.meta.url));
const { NodeSDK } = require('@opentelemetry/sdk-node');

new NodeSDK({ instrumentations: [] }).start();
