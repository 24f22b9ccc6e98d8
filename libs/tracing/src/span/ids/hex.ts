const scratch = Buffer.alloc(16);

/** Returns the value of a hexadecimal digit by its character code. */
function digit(code: number): number {
  return code < 58 ? code - 48 : (code | 32) - 87;
}

/** Returns the eight hexadecimal digits of `text` that begin at `start` as a signed 32-bit number. */
export function wordAt(text: string, start: number): number {
  let word = 0;
  for (let n = start; n < start + 8; n++) word = (word << 4) | digit(text.charCodeAt(n));
  return word;
}

/** Returns two 32-bit numbers as 16 hexadecimal digits in lower case. */
export function hexOfTwo(high: number, low: number): string {
  scratch.writeInt32BE(high, 0);
  scratch.writeInt32BE(low, 4);
  return scratch.toString('hex', 0, 8);
}

/** Returns four signed 32-bit numbers as 32 hexadecimal digits in lower case. */
export function hexOfFour(a: number, b: number, c: number, d: number): string {
  scratch.writeInt32BE(a, 0);
  scratch.writeInt32BE(b, 4);
  scratch.writeInt32BE(c, 8);
  scratch.writeInt32BE(d, 12);
  return scratch.toString('hex');
}

/** Returns a random signed 32-bit number. V8 holds such a number without an allocation. */
export function randomWord(): number {
  return (Math.random() * 0x1_0000_0000) | 0;
}
