/**
 * The nesting level from which on every eighth level checks the stack: fewer calls take a small part of
 * it.
 */
const SHALLOW_LEVELS = 32;
const LEVELS_AT_ONCE = 8;

/**
 * The stack space, in bytes, that eight levels of traced calls take, and the start and the end of the span of
 * the last one. V8 compiles a function when it is first called, and takes 40 KiB of the stack for it.
 */
const ROOM_BYTES = 96 * 1_024;
const ARGUMENT_BYTES = 8;
const ARGUMENTS = Array.from({ length: ROOM_BYTES / ARGUMENT_BYTES }, () => undefined);

/**
 * The number of traced calls that run inside each other on the stack. The code that makes the calls counts
 * them: at the end of the stack there may be no room for a function that counts.
 */
export const nesting = { level: 0 };

/**
 * Ensures that the stack has room for the code that starts and ends the span of a traced call. A method that
 * calls itself without end then fails before a call has begun, as it does untraced, and not while a span is
 * started or ended.
 *
 * @throws {RangeError} the engine's own error, if the stack has too little room left
 */
export function ensureStackSpace(): void {
  const { level } = nesting;
  if (level >= SHALLOW_LEVELS && level % LEVELS_AT_ONCE === 0) probeStack();
}

/** Tries the stack with arguments: no engine says how much is left, but each refuses what does not fit. */
function probeStack(): void {
  Reflect.apply(takeArguments, undefined, ARGUMENTS);
}

function takeArguments(): void {}
