import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { endProcess } from './end-process.js';

const server = createServer(({ url = '' }, response) => {
  const [, resource, id = ''] = url.split('/');
  if (resource === 'end') endProcess(id, () => server.close());
  setTimeout(() => response.end(), 20);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
