/*
 * Sends requests, one after the other, as many as the first argument says, to a server in this process. The
 * second argument is their `traceparent`, if they have one. Its text runs in the folder of the checkout that is
 * measured, so that the packages are those of the checkout. The client is a socket on loopback that parses nothing:
 * its instructions are counted too, but are few, and the same in every checkout.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';

const [requests, traceparent] = process.argv.slice(2);
const A_DAY_MILLIS = 86_400_000;
const BODY = 'answered';
const headers = ['host: localhost', ...(traceparent ? [`traceparent: ${traceparent}`] : [])];
const REQUEST = Buffer.from(`GET /orders/1 HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);

// What depends on the time that passes is left out, as Valgrind may be very slow: the header Date, which is made
// anew each second, and the looks at connections that are too old.
const server = createServer({ connectionsCheckingInterval: A_DAY_MILLIS }, (_request, response) => {
  response.sendDate = false;
  response.end(BODY);
});
Object.assign(server, { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 });
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const socket = connect(server.address().port, '127.0.0.1');
let left = Number(requests);
socket.on('close', () => process.exit(1));
socket.on('data', (data) => {
  if (!data.toString('latin1').endsWith(BODY)) return;
  left--;
  if (left === 0) process.exit();
  socket.write(REQUEST);
});
socket.write(REQUEST);
