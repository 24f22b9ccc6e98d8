import { decorateMethod } from '../parts/decorate-method.mjs';
import { decorateRoute } from '../parts/decorate-route.mjs';
import { answerParent } from '../parts/fork-service.mjs';
import { readUsage } from '../programs/usage.mjs';

/**
 * Serves the application that every subject traces in its own way: a controller that calls the method of a service, once, or
 * as often as the path says. Tells the parent the port, and what the process has used whenever it is asked.
 *
 * @param nest what the application takes of Nest, in the version of the subject
 * @param subject the decorator of the service's method, modules to import, and options for `NestFactory.create`
 */
export async function serveHello(nest, { traced, imports = [], options = {} } = {}) {
  const { Controller, Get, Inject, Injectable, Module, NestFactory, Param } = nest;

  class HelloService {
    greet() {
      return 'Hello!';
    }
  }
  Injectable()(HelloService);
  if (traced) decorateMethod(HelloService, 'greet', traced);

  class HelloController {
    constructor(service) {
      this.service = service;
    }
    hello() {
      return this.service.greet();
    }
    calls(count) {
      for (let left = Number(count); left > 1; left--) this.service.greet();
      return this.service.greet();
    }
  }
  Controller()(HelloController);
  Inject(HelloService)(HelloController, undefined, 0);
  decorateRoute(HelloController, 'hello', Get('hello'));
  decorateRoute(HelloController, 'calls', Get('calls/:count'), Param('count'));

  class HelloModule {}
  Module({ imports, controllers: [HelloController], providers: [HelloService] })(HelloModule);
  const app = await NestFactory.create(HelloModule, { logger: false, ...options });
  await app.listen(0, '127.0.0.1');
  answerParent(app.getHttpServer().address().port, readUsage);
}
