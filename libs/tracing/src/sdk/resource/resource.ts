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
 * Creates the resource of all spans. Attributes of the environment override those of `own`, as the
 * operator has the last word, and those of `own` override detected ones.
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

/**
 * Returns the name of the service, once it is detected if neither the environment nor the library names
 * it.
 */
export async function serviceNameOf(resource: Resource): Promise<string> {
  return String(await rawServiceNameOf(resource));
}

/** Returns the name of the service as far as it is known now; `unknown_service` while it is detected. */
export function knownServiceNameOf(resource: Resource): string {
  const name = rawServiceNameOf(resource);
  return typeof name === 'string' ? name : 'unknown_service';
}

function rawServiceNameOf(resource: Resource): unknown {
  return resource.getRawAttributes().find(([key]) => key === ATTR_SERVICE_NAME)?.[1];
}
