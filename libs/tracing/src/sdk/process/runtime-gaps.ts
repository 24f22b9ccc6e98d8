import { reportOnce } from '#span/warn.js';

const GAPS: Record<string, string> = {
  bun: 'On Bun, requests to Bun.serve() and those that the package undici sends are not traced.',
  deno: 'On Deno, requests to Deno.serve() are not traced, and an error that nobody catches loses the last spans.',
};

/** Says what is not traced where the process runs on anything but Node.js. */
export function reportRuntimeGaps(): void {
  for (const [runtime, gap] of Object.entries(GAPS)) {
    if (runtime in process.versions) reportOnce(gap);
  }
}
