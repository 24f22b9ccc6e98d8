/*
 * A Nest application over HTTP/1 by Express, and another over HTTP/2 by Fastify. It answers, fails with what a
 * body says, and has a database read a literal. With UNTRACED it has nothing of ours.
 */
import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Pool, escapeLiteral } from 'pg';
import { decorateRoute } from '../parts/decorate-route.mjs';

export async function serve() {
  const ours = process.env.UNTRACED ? UNTRACED : await tracing();
  const pool = ours.pool(new Pool({ connectionString: process.env.DATABASE_URL, max: 1 }));
  const fail = ours.traced((text) => {
    throw new Error(`unknown sku ${text}`);
  });

  class HostileController {
    answer() {
      return 'ok';
    }
    fail({ text }) {
      return fail(text);
    }
    async query({ text }) {
      const { rows } = await pool.query(`SELECT length(${escapeLiteral(text)}) AS length`);
      return rows[0];
    }
  }
  Controller()(HostileController);
  decorateRoute(HostileController, 'answer', Get('ask'));
  decorateRoute(HostileController, 'fail', Post('fail'), Body());
  decorateRoute(HostileController, 'query', Post('query'), Body());

  class HostileModule {}
  Module({ imports: ours.imports, controllers: [HostileController] })(HostileModule);
  const options = { logger: false };
  return {
    1: await listen(await NestFactory.create(HostileModule, options)),
    2: await listen(
      await NestFactory.create(HostileModule, new FastifyAdapter({ http2: true }), options),
    ),
  };
}

const UNTRACED = { imports: [], pool: (pool) => pool, traced: (fn) => fn };

async function tracing() {
  const { TracingModule, traced } = await import('@traced/nest');
  const { tracedPool } = await import('@traced/nest/pg');
  return {
    imports: [TracingModule.forRoot({ redact: { patterns: [/\bsk_live_\w+/] } })],
    pool: tracedPool,
    traced: (fn) => traced('order', fn, { attributes: (text) => ({ 'order.sku': text }) }),
  };
}

async function listen(app) {
  await app.listen(0, '127.0.0.1');
  return app.getHttpServer().address().port;
}
