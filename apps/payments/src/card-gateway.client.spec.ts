import { once } from 'node:events';
import { type RequestListener, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ConfigService } from '@nestjs/config';
import { CardGatewayClient } from './card-gateway.client.js';

const CHARGE = { amountCents: 100, currency: 'EUR', token: 'tok_ok' };

let gateway: Server;

async function startGateway(
  listener: RequestListener,
  CARD_GATEWAY_TIMEOUT_MILLIS = 60_000,
): Promise<CardGatewayClient> {
  gateway = createServer(listener).listen(0, '127.0.0.1');
  await once(gateway, 'listening');
  const { port } = gateway.address() as AddressInfo;
  const CARD_GATEWAY_URL = `http://127.0.0.1:${port}`;
  return new CardGatewayClient(
    new ConfigService({ CARD_GATEWAY_URL, CARD_GATEWAY_TIMEOUT_MILLIS }),
  );
}

function answering(status: number, body: unknown): RequestListener {
  return (_, response) => void response.writeHead(status).end(JSON.stringify(body));
}

/** Makes a gateway that never answers a charge, and answers `GET /charges` with `charges`. */
function hanging(charges: unknown): RequestListener {
  return (request, response) => {
    if (request.method === 'GET') answering(200, charges)(request, response);
  };
}

afterEach(() => {
  gateway.closeAllConnections();
  gateway.close();
});

describe('CardGatewayClient', () => {
  it.each([
    [201, { status: 'succeeded' }, { status: 'succeeded' }],
    [
      402,
      { status: 'declined', decline_code: 'insufficient_funds' },
      { status: 'declined', declineCode: 'insufficient_funds' },
    ],
  ])('takes an answer %i for an outcome', async (status, body, outcome) => {
    const client = await startGateway(answering(status, body));

    expect(await client.charge('key', CHARGE)).toEqual(outcome);
  });

  it('takes an error of the gateway for no outcome', async () => {
    const client = await startGateway(answering(500, { error: 'internal_error' }));

    await expect(client.charge('key', CHARGE)).rejects.toMatchObject({
      status: 502,
      errorCode: 'PAYMENT_GATEWAY_UNAVAILABLE',
    });
  });

  it('asks for the outcome of a charge whose answer did not come in time', async () => {
    const client = await startGateway(hanging([{ status: 'succeeded' }]), 1_000);

    expect(await client.charge('key', CHARGE)).toEqual({ status: 'succeeded' });
  });

  it.each([
    ['knows of no charge', []],
    ['gives no answer that can be used', 'what?'],
  ])('times out if the gateway then %s', async (_, charges) => {
    const client = await startGateway(hanging(charges), 1_000);

    await expect(client.charge('key', CHARGE)).rejects.toMatchObject({
      status: 504,
      errorCode: 'PAYMENT_GATEWAY_TIMEOUT',
    });
  });

  it('looks a key up as it is, whatever characters it has', async () => {
    let url: string | undefined;
    const client = await startGateway((request, response) => {
      ({ url } = request);
      answering(200, [])(request, response);
    });

    expect(await client.find('a&b=c#d')).toBeUndefined();
    expect(new URL(`http://gateway${url}`).searchParams.get('key')).toBe('a&b=c#d');
  });
});
