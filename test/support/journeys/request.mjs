import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TracingModule } from '@traced/nest';
import { decorateRoute } from '../../bench/parts/decorate-route.mjs';

/** Starts a Nest application that answers `/ok` with 200 and `/failure` with 500. */
export async function startJourney() {
  class AnswersController {
    succeed() {
      return 'ok';
    }
    fail() {
      throw new Error('out of stock');
    }
  }
  Controller()(AnswersController);
  decorateRoute(AnswersController, 'succeed', Get('ok'));
  decorateRoute(AnswersController, 'fail', Get('failure'));

  class AnswersModule {}
  Module({ imports: [TracingModule.forRoot()], controllers: [AnswersController] })(AnswersModule);
  const app = await NestFactory.create(AnswersModule, { logger: false });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address();
  return (request) => send(port, request);
}

/** Sends a request through a socket, because an HTTP client would be traced as well. */
async function send(port, { path, traceparent }) {
  const socket = connect(port, '127.0.0.1');
  const headers = `host: localhost\r\nconnection: close\r\ntraceparent: ${traceparent}`;
  socket.write(`GET ${path} HTTP/1.1\r\n${headers}\r\n\r\n`);
  await text(socket);
}
