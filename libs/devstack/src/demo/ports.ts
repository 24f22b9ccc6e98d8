import { requestedPort } from '../environment.js';
import { PortInUseError } from '../errors.js';
import { freePort, isPortFree } from '../processes/free-port.js';
import { type ServiceName, serviceNames, services, serviceVariable } from '../services.js';

/** What listens in the demo, besides PostgreSQL. */
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
 * A port for each listener. One that is asked for by its variable is taken or refused; a preferred
 * one that is in use is replaced by a free one, and `onReplaced` is told.
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
    if (!(await isAvailable(port, ports))) throw new PortInUseError(variable, port);
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
