import type { RepeatedSpan, SpanPattern } from '../pattern/span-pattern.js';
import type { ValuePattern } from '../pattern/value-pattern.js';
import { TreeSyntaxError } from './errors.js';
import { growTree } from './grow-tree.js';
import { readPicture } from './read-picture.js';

/** What `${…}` may stand for in a picture: a value, a matcher, or the pattern of a span and of all below it. */
export type TreeValue = ValuePattern | SpanPattern | RepeatedSpan;

/**
 * Makes a pattern of the picture of a trace, as `renderTree` draws one and people write it by hand.
 *
 * A line is a span, and below the nearest line above it that begins further left; guides such as `├─ ` are only drawn. A
 * line has the name of the span, then after two spaces its service, its kind in capitals, its status, and attributes as
 * `key=value` or `!key`. What a line leaves out accepts anything, but for two things: a span without a status must be
 * UNSET, and it has exactly the children that are drawn, in any order. `…` as a child allows further ones, `in order:`
 * above the children expects their order, `•` is an event, `?` and `×1..3` say how often a span is there, `*` stands for
 * any characters, and `${…}` for a value that is no glob, a matcher, or a pattern of `span()`. The grammar is written in
 * docs/tree.md of this package.
 *
 * @throws {TreeSyntaxError} when the picture is not in this notation; the message marks the place and proposes a cure.
 *
 * @example
 * await expect(receiver.trace(traceId)).toMatchTrace(tree`
 *   POST /orders              orders    SERVER  http.response.status_code=201
 *   └─ OrdersService.place    orders    order.id=${order.id}
 *      ├─ SELECT items ×1..3  orders    CLIENT
 *      └─ POST                orders    CLIENT
 *         └─ …
 * `);
 */
export function tree(picture: TemplateStringsArray, ...values: readonly TreeValue[]): SpanPattern {
  try {
    return growTree(readPicture(picture.raw, values));
  } catch (error) {
    // The stack of a malformed picture begins where the picture is, not in its parser.
    if (error instanceof TreeSyntaxError) Error.captureStackTrace(error, tree);
    throw error;
  }
}
