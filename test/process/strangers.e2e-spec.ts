import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OtlpReceiver } from '@traced/kit';
import { startNode } from '../support/run-node.js';

/** Calls the URL that it is asked for, by `fetch` and by `node:http`. */
const SERVICE = `
  import { createServer, get } from 'node:http';
  const server = createServer(async (request, response) => {
    const callee = request.headers['x-callee'];
    if (callee) {
      await (await fetch(callee)).text();
      await new Promise((resolve) => get(callee, (answer) => answer.resume().on('end', resolve)));
    }
    response.end();
  });
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SAMPLED = { traceparent: `00-${TRACE_ID}-b7ad6b7169203331-01` };

describe.each(['native', 'standard'])('with the preset %s', (preset) => {
  let receiver: OtlpReceiver;
  let directory: string;
  const callee = createServer((request, response) => {
    received.push(request.headers);
    response.end();
  });
  const received: IncomingHttpHeaders[] = [];

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
    directory = await mkdtemp(join(tmpdir(), 'traced-strangers-'));
    await writeFile(join(directory, 'service.mjs'), SERVICE);
    callee.listen(0, '127.0.0.1');
    await once(callee, 'listening');
  });
  afterAll(async () => {
    callee.close();
    await receiver.stop();
    await rm(directory, { recursive: true });
  });

  /** Sends a number of requests, and returns how many SERVER spans were exported of them. */
  async function countExported(
    name: string,
    env: Record<string, string>,
    headers: Record<string, string>,
    requests = 10,
  ): Promise<number> {
    const { child, ended } = startNode(
      ['--import', '@traced/nest/register', join(directory, 'service.mjs')],
      {
        cwd: 'libs/tracing',
        env: {
          TRACING_PRESET: preset,
          OTEL_TRACES_SAMPLER: 'parentbased_always_off',
          OTEL_SERVICE_NAME: `${preset}-${name}`,
          OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
          ...env,
        },
      },
    );
    const [port] = (await once(child.stdout, 'data')) as [Buffer];
    for (let request = 0; request < requests; request++) {
      await (await fetch(`http://127.0.0.1:${port.toString().trim()}/`, { headers })).text();
    }
    child.kill();
    await ended;
    return receiver
      .traces()
      .flatMap(({ spans }) => spans)
      .filter(({ service, kind }) => service === `${preset}-${name}` && kind === 'SERVER').length;
  }

  it('any caller may have its requests sampled by default, as the specification says', async () => {
    expect(await countExported('all', {}, SAMPLED)).toBe(10);
  });

  it('no caller may, where none is trusted', async () => {
    expect(await countExported('none', { TRACING_TRUSTED_CALLERS: 'none' }, SAMPLED)).toBe(0);
  });

  it('a caller may who is in a trusted network, and nobody else', async () => {
    const trusting = { TRACING_TRUSTED_CALLERS: '127.0.0.0/8' };
    expect(await countExported('trusted', trusting, SAMPLED)).toBe(10);
    const distrusting = { TRACING_TRUSTED_CALLERS: '10.0.0.0/8,::1' };
    expect(await countExported('distrusted', distrusting, SAMPLED)).toBe(0);
  });

  it('baggage goes to hosts in private networks, and to no other', async () => {
    const { port } = callee.address() as AddressInfo;
    const headers = {
      ...SAMPLED,
      baggage: 'user.email=ada%40example.com',
      'x-callee': `http://127.0.0.1:${port}/`,
    };
    const answered = async (name: string, env: Record<string, string>) => {
      received.length = 0;
      await countExported(name, env, headers, 1);
      expect(received.map(({ traceparent }) => String(traceparent).split('-')[1])).toEqual([
        TRACE_ID,
        TRACE_ID,
      ]);
      return received.map(({ baggage }) => baggage && decodeURIComponent(String(baggage)));
    };
    const sent = 'user.email=ada@example.com';
    expect(await answered('baggage-private', {})).toEqual([sent, sent]);
    const elsewhere = { TRACING_BAGGAGE_HOSTS: 'users.internal,10.0.0.0/8' };
    expect(await answered('baggage-listed', elsewhere)).toEqual([undefined, undefined]);
    expect(
      await answered('baggage-unsampled', { ...elsewhere, TRACING_TRUSTED_CALLERS: 'none' }),
    ).toEqual([undefined, undefined]);
  });
});
