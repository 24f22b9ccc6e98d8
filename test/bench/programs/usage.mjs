/** Returns what this process has used so far: processor time of all its threads in microseconds, and resident memory in bytes. */
export function readUsage() {
  const { user, system } = process.cpuUsage();
  return { cpuMicros: user + system, residentBytes: process.memoryUsage.rss() };
}
