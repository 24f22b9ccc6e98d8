import type { Attributes } from '@opentelemetry/api';
import { ATTR_HTTP_REQUEST_METHOD, ATTR_URL_PATH } from '@opentelemetry/semantic-conventions';

const HTTP_OPERATION = /^([A-Z]+) (\/.*)$/;
const PARAMETER = /^(?::|\*|\{.*\}$)/;

/**
 * Finds a value by the name of an operation. Jaeger names a request by the final name of its span, such
 * as `GET /users/:id`, but the route is not yet known when the span is sampled. A request is therefore
 * found by its method and path, literal segments before parameters, and any other span by its name.
 */
export class Operations<T> {
  readonly #byName = new Map<string, T>();
  readonly #byMethod = new Map<string, Segment<T>>();
  #depth = 0;

  set(name: string, value: T): void {
    this.#byName.set(name, value);
    const [, method, route] = HTTP_OPERATION.exec(name) ?? [];
    if (method === undefined || route === undefined) return;
    const root = this.#byMethod.get(method) ?? new Segment<T>();
    this.#byMethod.set(method, root);
    const segments = segmentsOf(route);
    root.set(segments, value);
    this.#depth = Math.max(this.#depth, segments.length);
  }

  find(spanName: string, attributes: Attributes): T | undefined {
    return this.#findRequest(attributes) ?? this.#byName.get(spanName);
  }

  #findRequest(attributes: Attributes): T | undefined {
    const method = attributes[ATTR_HTTP_REQUEST_METHOD];
    const path = attributes[ATTR_URL_PATH];
    if (typeof method !== 'string' || typeof path !== 'string') return undefined;
    return this.#byMethod.get(method)?.find(segmentsOf(path, this.#depth + 2), 0);
  }
}

/**
 * Splits a path, and leaves out the empty segments before the first and after a last slash, as routers
 * do.
 */
function segmentsOf(path: string, limit?: number): string[] {
  const segments = path.split('/', limit);
  const isLastEmpty = segments.length > 1 && segments.at(-1) === '';
  return segments.slice(1, isLastEmpty ? -1 : undefined);
}

/**
 * A segment of the paths of operations: it holds the segments that may follow, and a value if a path
 * ends here.
 */
class Segment<T> {
  readonly #literals = new Map<string, Segment<T>>();
  #parameter: Segment<T> | undefined;
  #value: T | undefined;
  /** The value of a wildcard, which matches all remaining segments. */
  #rest: T | undefined;

  set(segments: readonly string[], value: T): void {
    // eslint-disable-next-line typescript/no-this-alias
    let segment: Segment<T> = this;
    for (const [index, text] of segments.entries()) {
      if (text.startsWith('*') && index === segments.length - 1) {
        segment.#rest = value;
        return;
      }
      segment = segment.#next(text);
    }
    segment.#value = value;
  }

  find(segments: readonly string[], index: number): T | undefined {
    const text = segments[index];
    if (text === undefined) return this.#value;
    return (
      this.#literals.get(text)?.find(segments, index + 1) ??
      (text === '' ? undefined : this.#parameter?.find(segments, index + 1)) ??
      this.#rest
    );
  }

  #next(text: string): Segment<T> {
    if (PARAMETER.test(text)) return (this.#parameter ??= new Segment());
    const next = this.#literals.get(text) ?? new Segment<T>();
    this.#literals.set(text, next);
    return next;
  }
}
