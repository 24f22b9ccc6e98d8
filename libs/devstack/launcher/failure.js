/**
 * Thrown to end the launcher with one sentence for people and an exit code. The message is empty if a failed program
 * has already written why.
 */
export class LaunchFailure extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * Runs `main` and ends the process with the exit code that it returns, or with that of the `LaunchFailure` it throws.
 */
export async function launch(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof LaunchFailure)) throw error;
    if (error.message) process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}
