import { hostname } from 'node:os';
import {
  type ResourceDetector,
  hostDetector,
  osDetector,
  processDetector,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import {
  ATTR_HOST_NAME,
  ATTR_PROCESS_COMMAND_ARGS,
  ATTR_PROCESS_PID,
  ATTR_PROCESS_RUNTIME_VERSION,
} from './attributes.js';
import { readSetting } from '#sdk/settings/read-setting.js';

/** Detects the few attributes that distinguish this process from others. */
const thisProcess: ResourceDetector = {
  detect: () => ({
    attributes: {
      [ATTR_HOST_NAME]: hostname(),
      [ATTR_PROCESS_PID]: process.pid,
      [ATTR_PROCESS_RUNTIME_VERSION]: process.versions.node,
    },
  }),
};

/** Detects all attributes of the process except its arguments. */
const wholeProcess: ResourceDetector = {
  detect(config) {
    const { attributes = {} } = processDetector.detect(config);
    const { [ATTR_PROCESS_COMMAND_ARGS]: _arguments, ...others } = attributes;
    return { attributes: others };
  },
};

const DETECTORS: Readonly<Record<string, ResourceDetector>> = {
  host: hostDetector,
  os: osDetector,
  process: wholeProcess,
  serviceinstance: serviceInstanceIdDetector,
};

/** Returns the resource detectors that `OTEL_NODE_RESOURCE_DETECTORS` names. */
export function chosenDetectors(): readonly ResourceDetector[] {
  const names = readSetting('OTEL_NODE_RESOURCE_DETECTORS');
  if (!names) return [serviceInstanceIdDetector, thisProcess];
  if (names.includes('all')) return Object.values(DETECTORS);
  return names.flatMap((name) => DETECTORS[name] ?? []);
}
