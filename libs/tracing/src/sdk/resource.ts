import {
  type Resource,
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  serviceInstanceIdDetector,
  serviceNameEnvDetector,
} from '@opentelemetry/resources';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';

/** What the spans are of. The environment wins over `own`, as an operator knows last. */
export function createResource(own: Resource | undefined): Resource {
  const detectors = [
    serviceInstanceIdDetector,
    resourceAttributesEnvDetector,
    serviceNameEnvDetector,
  ];
  const resource = own ? defaultResource().merge(own) : defaultResource();
  return resource.merge(detectResources({ detectors }));
}

/** May have to be detected first; those that the environment and this library name are known at once. */
export async function serviceNameOf(resource: Resource): Promise<string> {
  const attributes = resource.getRawAttributes();
  const [, name] = attributes.find(([key]) => key === ATTR_SERVICE_NAME) ?? [];
  return String(await name);
}
