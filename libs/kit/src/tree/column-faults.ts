import type { TreeSyntaxError } from './errors.js';
import { faultIn } from './fault.js';
import type { PictureLine, Range } from './picture-line.js';
import { CAPITALS } from './vocabulary.js';

/** Says that a line names the kind, the status or the repetition of a span a second time. */
export function saidTwice(line: PictureLine, range: Range, what: string): TreeSyntaxError {
  return faultIn(line, range, {
    expected: `one ${what} of the span`,
    received: `${line.written(range)} too`,
    proposal: 'Remove one of the two.',
  });
}

/** Says that a word in capitals is no kind and no status, but nearly one. */
export function misspelt(line: PictureLine, range: Range, near: string): TreeSyntaxError {
  return faultIn(line, range, {
    expected: `a kind or a status, one of ${CAPITALS.join(', ')}`,
    proposal: `Did you mean ${near}? Quote it if it is the service.`,
  });
}

/** Says that a text is none of the columns that may follow the service. */
export function unknownColumn(line: PictureLine, range: Range): TreeSyntaxError {
  const written = line.written(range);
  return faultIn(line, range, {
    expected: 'a kind, a status or key=value, as the service is named already',
    proposal: `Write ${written}=* for an attribute that must be there, and quote a name that has two spaces in a row.`,
  });
}

/** Says that a status is none of those that a span can have. */
export function unknownStatus(line: PictureLine, range: Range): TreeSyntaxError {
  return faultIn(line, range, {
    expected: 'UNSET, OK, ERROR or * behind status=',
    proposal: 'Write "status"= with quotes for an attribute of that key.',
  });
}
