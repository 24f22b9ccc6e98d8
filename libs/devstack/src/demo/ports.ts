import { PortInUseError } from '@traced/kit';
import { requestedPort } from '../environment.js';
import { freePort, HOST, isPortFree } from '../processes/free-port.js';
import { type ServiceName, serviceNames, services, serviceVariable } from '../services.js';

/** A process of the demo, other than PostgreSQL, that listens on a port. */
export type Listener = ServiceName | 'receiver';

interface Wish {
  readonly listener: Listener;
  readonly variable: string;
  readonly preferred: number;
}

const WISHES: readonly Wish[] = [
  ...serviceNames.map((name) => ({
    listener: name,
    variable: serviceVariable(name, 'PORT'),
    preferred: services[name].port,
  })),
  { listener: 'receiver', variable: 'OTLP_PORT', preferred: 4317 },
];

/**
 * Chooses a free port for each listener: the one that its environment variable asks for, else the one that it
 * prefers, else any free one. Calls `onReplaced` with a sentence for each preferred port that is in use.
 *
 * @throws {PortInUseError} when a port that a variable asks for is in use.
 * @throws {InvalidEnvironmentError} when the value of a variable is no port from 1 to 65535.
 */
export async function choosePorts(
  listeners: readonly Listener[],
  onReplaced: (message: string) => void,
): Promise<Map<Listener, number>> {
  const wishes = WISHES.filter(({ listener }) => listeners.includes(listener));
  const ports = new Map<Listener, number>();
  for (const { listener, variable } of wishes) {
    const port = requestedPort(variable);
    if (port === undefined) continue;
    if (!(await isAvailable(port, ports))) throw new PortInUseError(port, HOST, variable);
    ports.set(listener, port);
  }
  for (const { listener, preferred } of wishes) {
    if (ports.has(listener)) continue;
    const port = (await isAvailable(preferred, ports)) ? preferred : await freePort();
    if (port !== preferred) {
      onReplaced(`Port ${preferred} is in use: ${listener} listens on ${port} instead`);
    }
    ports.set(listener, port);
  }
  return ports;
}

async function isAvailable(port: number, ports: ReadonlyMap<Listener, number>): Promise<boolean> {
  return ![...ports.values()].includes(port) && (await isPortFree(port));
}
