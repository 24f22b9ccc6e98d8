import { isHostName, isNetwork } from './trusted-hosts.js';
import { invalidVariable, readText } from './variables.js';

/**
 * Reads a list of host names, names below a domain such as `*.internal`, IP addresses and networks from a
 * variable, in lower case.
 *
 * @throws {TracingError} `TRACING_INVALID_ENVIRONMENT`, naming the variable
 */
export function readHosts(variable: string): readonly string[] | undefined {
  return readText(variable)
    ?.toLowerCase()
    .split(',')
    .map((entry) => {
      const host = entry.trim();
      if (isNetwork(host) || isHostName(host)) return host;
      throw invalidVariable(
        variable,
        'host names, IP addresses and networks such as 10.0.0.0/8, with commas between them',
        entry,
      );
    });
}
