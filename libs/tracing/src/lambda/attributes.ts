/*
 * Names of the semantic conventions 1.45 that are in development there, so that the stable constants lack them.
 * https://opentelemetry.io/docs/specs/semconv/faas/faas-spans/
 */
export const ATTR_FAAS_COLDSTART = 'faas.coldstart';
export const ATTR_FAAS_INVOCATION_ID = 'faas.invocation.id';
/** What caused the invocation: `http` or `other`. */
export const ATTR_FAAS_TRIGGER = 'faas.trigger';
