import {
  type Resource,
  defaultResource,
  detectResources,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';
import { chosenDetectors } from './detectors.js';
import { readSetting } from '#sdk/settings/read-setting.js';

/**
 * What the spans are of. The environment wins over `own`, as an operator knows last, and `own` over what is
 * detected.
 */
export function createResource(own: Resource | undefined): Resource {
  const detected = detectResources({ detectors: [...chosenDetectors()] });
  const known = defaultResource().merge(detected);
  const resource = own ? known.merge(own) : known;
  return resource.merge(resourceFromAttributes(readAttributes()));
}

function readAttributes(): Record<string, string> {
  const name = readSetting('OTEL_SERVICE_NAME');
  return {
    ...readSetting('OTEL_RESOURCE_ATTRIBUTES'),
    ...(name !== undefined && { [ATTR_SERVICE_NAME]: name }),
  };
}

/** May have to be detected first; those that the environment and this library name are known at once. */
export async function serviceNameOf(resource: Resource): Promise<string> {
  const attributes = resource.getRawAttributes();
  const [, name] = attributes.find(([key]) => key === ATTR_SERVICE_NAME) ?? [];
  return String(await name);
}
