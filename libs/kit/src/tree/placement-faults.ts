import { TreeSyntaxError } from './errors.js';
import { faultIn } from './fault.js';
import type { Spot } from './find-parent.js';
import type { Place, SpanDraft } from './span-draft.js';

/** Says that nothing follows the guides of a line. */
export function nameless({ line, range }: Spot): TreeSyntaxError {
  return faultIn(line, range, {
    expected: 'the name of a span behind the guide',
    proposal: 'Write * for any name, or … for further children.',
  });
}

/** Says that the picture has no span at all. */
export function rootless(): TreeSyntaxError {
  return new TreeSyntaxError({
    line: 1,
    column: 1,
    expected: 'a picture of at least one span',
    received: 'an empty one',
    proposal: 'Write the root of the trace in the first line, as in tree`GET /ping`.',
    excerpt: '  1 │\n    │ ^',
  });
}

/** Says that a line begins no further right than the root. */
export function secondRoot(root: SpanDraft, { line, range }: Spot): TreeSyntaxError {
  return faultIn(line, range, {
    expected: `one root, and every other line further right than "${root.label}"`,
    received: 'a second root',
    proposal: 'Indent the line below its parent; two traces need two pictures.',
  });
}

/** Says that the root is marked as optional or repeated. */
export function repeatedRoot({ line, range }: Spot): TreeSyntaxError {
  return faultIn(line, range, {
    expected: 'a root that is there once',
    proposal: 'Remove ? or ×n, and quote a name that ends like that.',
  });
}

/** Says that there is no span that a line could belong to. */
export function parentless({ line, range }: Spot): TreeSyntaxError {
  return faultIn(line, range, {
    expected: 'a span above this line, which it belongs to',
    received: 'none',
    proposal:
      'Events, attributes and "in order:" stand directly below their span, and … further right than it.',
  });
}

/** Says that a line is below an interpolated pattern. */
export function belowPattern({ label }: SpanDraft, { line, range }: Spot): TreeSyntaxError {
  return faultIn(line, range, {
    expected: `nothing below "${label}", which is a whole pattern`,
    proposal: 'Say it in the pattern that is interpolated.',
  });
}

/** Says that no children follow the words "in order:". */
export function nothingInOrder({ line, range }: Place): TreeSyntaxError {
  return faultIn(line, range, {
    expected: 'children below "in order:"',
    received: 'none',
    proposal: 'Write it between a span and its first child.',
  });
}
