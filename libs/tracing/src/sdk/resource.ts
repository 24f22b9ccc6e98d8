import {
  type Resource,
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  serviceInstanceIdDetector,
  serviceNameEnvDetector,
} from '@opentelemetry/resources';

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
