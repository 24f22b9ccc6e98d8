import { once } from 'node:events';
import { Agent, request } from 'node:http';

const JSON_HEADERS = { 'content-type': 'application/json' };

/** Each kind of traffic: what the `n`th round asks of the service behind `client`. */
export const TRAFFIC = {
  mixed: (client, n) => MIXED[n % MIXED.length](client, n),
  'aborted requests': (client, n) => ABORTED[n % ABORTED.length](client),
  'long statements': (client, n) => client.post('/statement', { text: longText(n) }),
  SSE: (client, n) => (n % 2 ? client.get('/events') : client.abort('/events', { afterBytes: 20 })),
  notifications: (client, n) =>
    n % 4 ? client.post('/notify', { id: `n${n}` }) : client.get('/listen'),
};

const MIXED = [
  (client, n) => client.get(`/read?id=${n}`),
  (client) => client.post('/write', { fails: false }),
  (client) => client.post('/write', { fails: true }),
  (client, n) => client.get(`/not-there/${n}`),
  (client, n) => client.get(`/read?id=${n}&${'key'.repeat(20)}${n}=value`),
];

const ABORTED = [
  (client) => client.abort('/wait', { afterMillis: 20 }),
  (client) => client.abort('/wait', { afterMillis: 195 }),
  (client) => client.abort('/read?id=7', { afterMillis: 0 }),
  (client) => client.abortUpload('/statement'),
];

/** Another text each time, of 1 KB to 1 MB, so that no cache of statements knows it. */
function longText(n) {
  return `it's ${n} `.repeat(10 ** (2 + (n % 4)) / 2);
}

/** A client with connections of its own; what is aborted takes its connection with it. */
export function clientOf(port) {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const open = (path, options) =>
    request({ host: '127.0.0.1', port, path, agent, ...options }).on('error', () => {});
  const answered = async (sent) => {
    const [response] = await once(sent, 'response');
    await once(response.resume(), 'end');
  };
  return {
    get: (path) => answered(open(path).end()),
    post: (path, body) =>
      answered(open(path, { method: 'POST', headers: JSON_HEADERS }).end(JSON.stringify(body))),
    /** Goes away so many milliseconds after it has asked, or when so much of the answer is there. */
    async abort(path, { afterMillis, afterBytes }) {
      const sent = open(path).end();
      if (afterMillis !== undefined) setTimeout(() => sent.destroy(), afterMillis);
      sent.on('response', (response) =>
        response.on('data', () => afterBytes !== undefined && sent.destroy()).on('error', () => {}),
      );
      await once(sent, 'close');
    },
    async abortUpload(path) {
      const headers = { ...JSON_HEADERS, 'content-length': 100_000 };
      const sent = open(path, { method: 'POST', headers });
      sent.write('{"text":"', () => sent.destroy());
      await once(sent, 'close');
    },
    close: () => agent.destroy(),
  };
}
