import { Session } from 'node:inspector/promises';

/**
 * Counts the calls of every function of this process from now on. Resolves with a function whose result is the
 * URLs of the files of which a function was called since it was last asked. The code of a module itself, which
 * runs when the module is loaded, does not count.
 */
export async function watchFiles() {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  return async () => {
    const { result } = await session.post('Profiler.takePreciseCoverage');
    return result.filter(({ functions }) => functions.some(wasCalled)).map(({ url }) => url);
  };
}

/** V8 reports the code of a module itself as a function that begins where the file does. */
function wasCalled({ ranges: [{ startOffset, count }] }) {
  return startOffset > 0 && count > 0;
}
