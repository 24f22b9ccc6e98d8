import { reportOnce } from '#span/warn.js';

const GAPS: Record<string, string> = {
  bun: 'On Bun, requests to Bun.serve() and those that the package undici sends are not traced.',
  deno: 'On Deno, requests to Deno.serve() are not traced, and an uncaught error loses the last spans.',
};

/** Reports what is not traced if the process runs on another runtime than Node.js. */
export function reportRuntimeGaps(): void {
  for (const [runtime, gap] of Object.entries(GAPS)) {
    if (runtime in process.versions) reportOnce(gap);
  }
}
