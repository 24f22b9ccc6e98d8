import { type Server, createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import express, { type NextFunction, type Request, type Response } from 'express';
import { listen } from '../../../test/http-kinds.js';
import { SpanRecorder } from '../../../test/span-recorder.js';
import { until } from '../../../test/until.js';
import { expressRouteOf } from './express-route.js';
import { instrumentServers } from './instrument-servers.js';

const recorder = new SpanRecorder();
let undo: () => void;
let server: Server;
let origin: string;

const answer = (_request: Request, response: Response): void => void response.end('ok');
const fail = (): void => {
  throw new Error('broken');
};
const goOn = (_request: Request, _response: Response, next: NextFunction): void => next();
const goOnLater = async (_request: Request, _response: Response, next: NextFunction) => {
  await setTimeout(1);
  next();
};

function application(): express.Express {
  const items = express.Router({ mergeParams: true });
  items.get('/:item', answer);
  items.get('/:item/fails', fail);
  const orders = express.Router();
  orders.use(goOnLater);
  orders.use('/:order/items', items);
  orders.use('/', express.Router().get('/latest', answer));
  orders.get(['/one', '/other/:id'], answer);
  orders.all('/all', goOn, answer);
  orders.param('order', (_request, _response, next) => next());

  const admin = express();
  admin.get('/queues/:queue', answer);

  const app = express();
  app.use(express.json());
  app.use('/:version/orders', orders);
  app.use('/v1', express.Router().get('/nothing', answer));
  app.get('/v1/:rest', answer);
  app.use('/admin', goOn, admin);
  app.use('/graphql', answer);
  app.use('/refused', (_request, response) => void response.status(401).end());
  app.use('/below/*rest', (_request, response) => void response.status(404).end());
  app.use(/^\/pattern\d+$/, answer);
  app.get('/', answer);
  app.use('/passed', goOn);
  app.use('/{*rest}', (request, response, next) =>
    request.path.startsWith('/caught') ? void response.end() : next(),
  );
  app.use((_error: Error, _request: Request, response: Response, _next: NextFunction) => {
    response.status(500).end();
  });
  return app;
}

beforeAll(async () => {
  undo = instrumentServers([]);
  const app = application();
  server = createServer(app);
  origin = await listen(server, 'http');
});
afterEach(() => recorder.reset());
afterAll(() => {
  undo();
  server.close();
  server.closeAllConnections();
});

async function spanOf(path: string, init?: RequestInit) {
  const response = await fetch(origin + path, init);
  await response.text();
  await until(() => recorder.spans.length > 0);
  const [span] = recorder.spans;
  const { 'http.route': route, 'url.path': shown } = span?.attributes ?? {};
  return { name: span?.name, route, path: shown };
}

describe('a request that Express routes', () => {
  it.each([
    ['/', '/'],
    ['/v1/orders/7/items/3', '/:version/orders/:order/items/:item'],
    ['/v1/orders/7/items/3/fails', '/:version/orders/:order/items/:item/fails'],
    ['/v1/orders/latest', '/:version/orders/latest'],
    ['/v1/orders/one', '/:version/orders/one'],
    ['/v1/orders/other/7', '/:version/orders/other/:id'],
    ['/v1/orders/all', '/:version/orders/all'],
    ['/v1/elsewhere', '/v1/:rest'],
    ['/admin/queues/mails', '/admin/queues/:queue'],
    ['/graphql', '/graphql'],
    ['/graphql/below', '/graphql'],
    ['/refused/7', '/refused'],
    ['/pattern7', '/^\\/pattern\\d+$/'],
  ])('to %s has the template %s', async (path, route) => {
    expect(await spanOf(path)).toEqual({ name: `GET ${route}`, route, path: route });
  });

  it.each(['/v1/orders/not/there', '/passed/through', '/caught', '/below/a/prefix', '/none'])(
    'to %s has no template, as no named route has answered',
    async (path) => {
      expect(await spanOf(path)).toEqual({ name: 'GET', route: undefined, path });
    },
  );

  it('has the template of the route that failed, and not of the middleware that answered', async () => {
    const body = { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } };
    expect(await spanOf('/graphql', body)).toEqual({
      name: 'POST',
      route: undefined,
      path: '/graphql',
    });
  });
});

describe('a router before 2.3, whose layers store their last match', () => {
  it('is not asked to match', () => {
    let isAsked = false;
    const layer = {
      route: {},
      match() {
        isAsked = true;
        return false as const;
      },
    };
    const request = { app: { router: { stack: [layer] } }, route: layer.route, originalUrl: '/7' };
    expect({ route: expressRouteOf(request, true), isAsked }).toEqual({
      route: undefined,
      isAsked: false,
    });
  });
});
