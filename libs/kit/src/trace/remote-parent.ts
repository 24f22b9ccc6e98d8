import { attributeText } from './attribute-text.js';
import type { Resource, Span } from './span.js';
import type { SpanNode } from './span-tree.js';

// Bit 8 of the flags says that bit 9 is set on purpose, bit 9 that the parent is remote: SpanFlags in
// https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

// Attributes of a resource that two processes differ in, https://opentelemetry.io/docs/specs/semconv/resource/
const PROCESS_KEYS = [
  'service.namespace',
  'service.name',
  'service.instance.id',
  'host.id',
  'host.name',
  'container.id',
  'k8s.pod.uid',
  'process.pid',
];

/** Whether the flags of a span say that its parent is of the same process. */
export function hasLocalParent({ flags }: Span): boolean {
  return (flags & (HAS_IS_REMOTE | IS_REMOTE)) === HAS_IS_REMOTE;
}

/** Whether the parent of a span is of another process: by its flags, or by the two resources if the flags do not say. */
export function hasRemoteParent(child: SpanNode, parent: SpanNode): boolean {
  if ((child.flags & HAS_IS_REMOTE) !== 0) return (child.flags & IS_REMOTE) !== 0;
  return child.resource !== parent.resource && processOf(child) !== processOf(parent);
}

/** Returns a text that is the same for all spans of one process, as far as their resources tell processes apart. */
export function processOf({ resource }: { readonly resource: Resource }): string {
  return JSON.stringify(PROCESS_KEYS.map((key) => attributeText(resource.attributes[key])));
}
