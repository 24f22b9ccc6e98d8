/**
 * Runs a process's main function. A failure ends the process with code 1, and with the failure's
 * message alone on standard error.
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
