import { once } from 'node:events';
import { Agent, request as requestHttp1 } from 'node:http';
import { connect } from 'node:http2';

const JSON_HEADERS = { 'content-type': 'application/json' };

/** A client for each version of HTTP, with one connection; `send` resolves with the status of the answer. */
export function clientsOf(ports) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const session = connect(`http://127.0.0.1:${ports[2]}`, { maxHeaderListPairs: 256 });
  const senders = {
    1: async ({ path, headers = {}, body }) => {
      const method = body === undefined ? 'GET' : 'POST';
      const all = { ...(body && JSON_HEADERS), ...headers };
      const options = { host: '127.0.0.1', port: ports[1], path, method, headers: all, agent };
      const [response] = await once(requestHttp1(options).end(body), 'response');
      await once(response.resume(), 'end');
      return response.statusCode;
    },
    2: async ({ path, headers = {}, body }) => {
      const method = body === undefined ? 'GET' : 'POST';
      const all = { ':method': method, ':path': path, ...(body && JSON_HEADERS), ...headers };
      const stream = session.request(all, { endStream: body === undefined });
      if (body !== undefined) stream.end(body);
      const [response] = await once(stream, 'response');
      await once(stream.resume(), 'close');
      return response[':status'];
    },
  };
  return {
    send: (version, request) => senders[version](request),
    close() {
      agent.destroy();
      session.destroy();
    },
  };
}
