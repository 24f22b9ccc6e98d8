import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ExternalEndpoint } from './demo/external-endpoint.js';
import { interruption } from './demo/interruption.js';
import { LocalReceiver } from './demo/local-receiver.js';
import { placeOrder } from './demo/place-order.js';
import { choosePorts, type Listener } from './demo/ports.js';
import { Screen } from './demo/screen.js';
import type { SpanDestination } from './demo/span-destination.js';
import { requestedDatabaseUrl, requestedOtlpEndpoint } from './environment.js';
import { NoTraceToPrintError } from './errors.js';
import { repositoryRoot } from './repository.js';
import { serviceNames } from './services.js';
import { type Stack, startStack } from './stack.js';

const { values: flags } = parseArgs({
  options: {
    once: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const screen = new Screen(flags);
const signal = interruption();

try {
  await demonstrate();
} catch (error) {
  process.exitCode = signal.aborted ? 130 : 1;
  if (!signal.aborted) screen.failure(error);
}

async function demonstrate(): Promise<void> {
  const databaseUrl = requestedDatabaseUrl();
  const endpoint = requestedOtlpEndpoint();
  if (endpoint !== undefined && flags.json) throw new NoTraceToPrintError(endpoint);

  const listeners = endpoint === undefined ? [...serviceNames, 'receiver' as const] : serviceNames;
  const ports = await choosePorts(listeners, (message) => screen.progress(message));
  const destination =
    endpoint === undefined
      ? await LocalReceiver.start(ports.get('receiver') ?? 0, screen)
      : new ExternalEndpoint(endpoint, screen);
  try {
    await runStack(destination, ports, databaseUrl);
  } finally {
    await destination.stop();
  }
}

async function runStack(
  destination: SpanDestination,
  ports: ReadonlyMap<Listener, number>,
  databaseUrl: string | undefined,
): Promise<void> {
  // Until all services are ready, their lines are shown only if the start fails, as part of its error.
  let isUp = false;
  const stack = await startStack({
    stateDirectory: join(repositoryRoot, '.traced'),
    otlpEndpoint: destination.endpoint,
    env: destination.env,
    ports: Object.fromEntries(ports),
    databaseUrl,
    signal,
    onOutput: (line) => isUp && screen.output(line),
    onProgress: (message) => screen.progress(message),
  });
  isUp = true;
  try {
    await show(stack, destination);
  } finally {
    await stack.stop();
  }
}

async function show(stack: Stack, destination: SpanDestination): Promise<void> {
  screen.progress('Placing an order');
  const command = await unlessInterrupted(placeOrder(stack));
  await unlessInterrupted(destination.showOrder());
  if (flags.once) return;

  screen.guide(stack, destination.endpoint, command);
  destination.follow();
  if (!signal.aborted) await once(signal, 'abort');
  screen.progress('Stopping');
}

async function unlessInterrupted<Result>(work: Promise<Result>): Promise<Result> {
  signal.throwIfAborted();
  const interrupted = once(signal, 'abort').then(() => signal.throwIfAborted());
  await Promise.race([work, interrupted]);
  return work;
}
