/**
 * Runs the main function of a program. If it rejects, writes the message of the error to standard error and ends the
 * process with code 1.
 *
 * @example
 * await runProgram(async () => console.log(await migrate(readDatabaseUrl('payments'))));
 */
export async function runProgram(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    console.error((error instanceof Error && error.message) || error);
    process.exit(1);
  }
}
