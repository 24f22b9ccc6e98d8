/*
 * Attribute names that are in development in semantic conventions 1.45, so that the package of the stable constants
 * lacks them.
 * https://opentelemetry.io/docs/specs/semconv/faas/faas-spans/
 */
/** Whether the invocation is the first of its process. */
export const ATTR_FAAS_COLDSTART = 'faas.coldstart';
/** The ID that Lambda gave the invocation. */
export const ATTR_FAAS_INVOCATION_ID = 'faas.invocation.id';
/** The kind of event that caused the invocation: `http` or `other`. */
export const ATTR_FAAS_TRIGGER = 'faas.trigger';
