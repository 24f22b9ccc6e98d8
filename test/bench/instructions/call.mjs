/*
 * Calls a traced method within one request, as often as the first argument says. Its text runs in the folder of the
 * checkout that is measured, so that the packages are those of the checkout.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { Traced } from '@traced/nest';

const AT_ONCE = 1_000;

class Basket {
  cents = 0;
  add(cents) {
    this.cents += cents;
  }
}

const { prototype } = Basket;
const descriptor = Object.getOwnPropertyDescriptor(prototype, 'add');
Traced()(prototype, 'add', descriptor);
Object.defineProperty(prototype, 'add', descriptor);

const basket = new Basket();
const server = createServer(() => {
  for (let left = Number(process.argv[2]); left > 0; left -= AT_ONCE) addSome();
  process.exit();
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
connect(server.address().port, '127.0.0.1').write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');

/** A function of its own, so that V8 optimises it as it does what a service calls often. */
function addSome() {
  for (let cents = 0; cents < AT_ONCE; cents++) basket.add(cents);
}
