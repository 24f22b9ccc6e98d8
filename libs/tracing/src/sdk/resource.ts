import {
  type Resource,
  defaultResource,
  detectResources,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';
import { readSetting } from './settings/read-setting.js';

/** What the spans are of. The environment wins over `own`, as an operator knows last. */
export function createResource(own: Resource | undefined): Resource {
  const resource = own ? defaultResource().merge(own) : defaultResource();
  return resource
    .merge(detectResources({ detectors: [serviceInstanceIdDetector] }))
    .merge(resourceFromAttributes(readAttributes()));
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
