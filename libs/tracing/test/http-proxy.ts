import { once } from 'node:events';
import { type IncomingMessage, type Server, createServer } from 'node:http';
import { type AddressInfo, type Socket, connect } from 'node:net';

/** A proxy that connects its clients to other ports of this machine, by `CONNECT`. */
export class HttpProxy {
  /** The targets that clients asked for, each with the credentials of the client. */
  readonly asked: (readonly [target: string | undefined, credentials: string | undefined])[] = [];
  /** Answers a client that asks for a connection. */
  answer: (client: Socket, target: string) => void = (client, target) =>
    this.connect(client, target);

  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
    server.on('connect', (request: IncomingMessage, client: Socket) => {
      this.asked.push([request.url, request.headers['proxy-authorization']]);
      this.answer(this.#hold(client), request.url ?? '');
    });
  }

  static async start(): Promise<HttpProxy> {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return new HttpProxy(server);
  }

  /** The host and the port of the proxy. */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Connects a client to the port of `target`. */
  connect(client: Socket, target: string): void {
    const upstream = this.#hold(connect(Number(/\d+$/.exec(target)?.[0]), '127.0.0.1'));
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    client.pipe(upstream).pipe(client);
  }

  async stop(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #hold(socket: Socket): Socket {
    this.#sockets.add(socket.on('error', () => {}));
    return socket;
  }
}
