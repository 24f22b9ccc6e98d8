import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Attempt, Ledger } from './ledger.js';

const SLOW_MILLIS = 2_000;
const DECLINE_CODES = new Map([
  ['tok_ok', undefined],
  ['tok_slow', undefined],
  ['tok_declined', 'insufficient_funds'],
]);

const chargeRequest = z.object({
  key: z.string().min(1),
  amount_cents: z.int().min(1),
  currency: z.string().length(3),
  token: z.string(),
});
type ChargeRequest = z.infer<typeof chargeRequest>;

/**
 * Creates the server of a card gateway, which stands for a third party. The token of a charge decides how the charge
 * ends: `tok_ok` succeeds, `tok_slow` succeeds after 2 s, `tok_declined` and unknown tokens are declined, `tok_error` is
 * answered 500, and `tok_hang` never. The server closes the ledger when it closes.
 */
export function createGateway(ledger: Ledger): Server {
  const running = new Map<string, Promise<Attempt>>();

  function attemptOnce(request: ChargeRequest): Attempt | Promise<Attempt> {
    const { key } = request;
    const known = ledger.find(key) ?? running.get(key);
    if (known) return known;
    const attempt = attemptCharge(ledger, request).finally(() => running.delete(key));
    running.set(key, attempt);
    return attempt;
  }

  async function charge(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await json(request).catch(() => undefined);
    const key = request.headers['idempotency-key'];
    const { data } = chargeRequest.safeParse({ ...Object(body), key });
    if (!data) return send(response, 400, { error: 'invalid_request' });
    if (data.token === 'tok_hang') return;
    if (data.token === 'tok_error') return send(response, 500, { error: 'internal_error' });
    const attempt = await attemptOnce(data);
    send(response, attempt.status === 'succeeded' ? 201 : 402, attempt);
  }

  function listCharges(response: ServerResponse, key: string | null): void {
    const charges = ledger.charges().filter((charge) => key === null || charge.key === key);
    send(response, 200, charges);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://gateway');
    const route = `${request.method} ${pathname}`;
    if (route === 'POST /charges') return charge(request, response);
    if (route === 'GET /charges') return listCharges(response, searchParams.get('key'));
    if (route === 'GET /health/ready') return send(response, 200, { status: 'ready' });
    send(response, 404, { error: 'not_found' });
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => response.destroy(error));
  });
  return server.once('close', () => void ledger.close());
}

async function attemptCharge(ledger: Ledger, request: ChargeRequest): Promise<Attempt> {
  const { token, ...charge } = request;
  const declineCode = DECLINE_CODES.has(token) ? DECLINE_CODES.get(token) : 'invalid_token';
  const attempt: Attempt = declineCode
    ? { id: randomUUID(), ...charge, status: 'declined', decline_code: declineCode }
    : { id: randomUUID(), ...charge, status: 'succeeded' };
  await ledger.add(attempt);
  if (token === 'tok_slow') await delay(SLOW_MILLIS);
  return attempt;
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}
