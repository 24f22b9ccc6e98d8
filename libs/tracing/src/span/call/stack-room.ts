/** The calls of every eighth level look for room, from the 32nd on: fewer take a small part of the stack. */
const SHALLOW_LEVELS = 32;
const LEVELS_AT_ONCE = 8;

/**
 * For eight levels, and for what starts and ends the span of the last one. V8 compiles a function when it is
 * called first, and wants 40 KiB for that.
 */
const ROOM_BYTES = 96 * 1_024;
const ARGUMENT_BYTES = 8;
const ARGUMENTS = Array.from({ length: ROOM_BYTES / ARGUMENT_BYTES }, () => undefined);

/**
 * How many traced calls run inside each other on the stack. Counted where they are made: at the stack's
 * end there may be no room for a function that counts.
 */
export const nesting = { level: 0 };

/**
 * Makes sure that the stack has room for what follows a traced call, which may be as deep in the stack as
 * the call. So a method that calls itself without end fails before a call has begun, as it does untraced,
 * and not while a span is started or ended.
 *
 * @throws {RangeError} the engine's own, where the stack ends
 */
export function leaveRoom(): void {
  const { level } = nesting;
  if (level >= SHALLOW_LEVELS && level % LEVELS_AT_ONCE === 0) lookForRoom();
}

/** No engine says how much of its stack is left, but each refuses arguments that do not fit on it. */
function lookForRoom(): void {
  Reflect.apply(takeArguments, undefined, ARGUMENTS);
}

function takeArguments(): void {}
