/*
 * A Nest application with a traced database, in which each kind of traffic of the soak has its routes. One
 * connection listens for notifications all the time, and others come and go.
 */
import { EventEmitter, once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Body, Controller, Get, Module, Post, Query, Sse } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { TracingModule, traced } from '@traced/nest';
import { tracedPool } from '@traced/nest/pg';
import { TracingHealthIndicator } from '@traced/nest/terminus';
import { Pool, escapeLiteral } from 'pg';
import { interval, map, take } from 'rxjs';
import { decorateRoute } from '../parts/decorate-route.mjs';

const connectionString = process.env.DATABASE_URL;

/** Starts the application; `figures` tells what was exported so far. */
export async function serve() {
  const pool = tracedPool(new Pool({ connectionString, max: 8 }));
  // A connection that a client's abort has broken is no reason to end the soak.
  pool.on('error', () => {});
  const told = new EventEmitter();
  const listening = await pool.connect();
  listening.on('notification', ({ payload }) => told.emit(payload));
  await listening.query('LISTEN soak');

  const priceOf = traced('priceOf', (id) => Number(id) % 100, {
    attributes: (id) => ({ 'order.id': id }),
  });

  class SoakController {
    async read(id) {
      const { rows } = await pool.query('SELECT $1::int AS price', [priceOf(id)]);
      return rows[0];
    }
    async write({ fails }) {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        await client.query(fails ? 'SELECT 1/0' : 'SELECT 1');
        await client.query('COMMIT');
        return {};
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      } finally {
        client.release();
      }
    }
    async wait() {
      await setTimeout(200);
      return this.read('7');
    }
    async statement({ text }) {
      const { rows } = await pool.query(`SELECT length(${escapeLiteral(text)}) AS length`);
      return rows[0];
    }
    events() {
      return interval(20).pipe(
        take(10),
        map((data) => ({ data })),
      );
    }
    async notify({ id }) {
      const heard = once(told, id);
      await pool.query(`SELECT pg_notify('soak', $1)`, [id]);
      await heard;
      return {};
    }
    async listen() {
      const client = await pool.connect();
      const heard = once(client, 'notification');
      await client.query('LISTEN soak_once');
      await pool.query('NOTIFY soak_once');
      await heard;
      // The connection ends: the next request listens on another.
      client.release(true);
      return {};
    }
  }
  Controller()(SoakController);
  decorateRoute(SoakController, 'read', Get('read'), Query('id'));
  decorateRoute(SoakController, 'write', Post('write'), Body());
  decorateRoute(SoakController, 'wait', Get('wait'));
  decorateRoute(SoakController, 'statement', Post('statement'), Body());
  decorateRoute(SoakController, 'events', Sse('events'));
  decorateRoute(SoakController, 'notify', Post('notify'), Body());
  decorateRoute(SoakController, 'listen', Get('listen'));

  class SoakModule {}
  Module({
    imports: [TracingModule.forRoot(), TerminusModule],
    controllers: [SoakController],
    providers: [TracingHealthIndicator],
  })(SoakModule);
  const app = await NestFactory.create(SoakModule, { logger: false });
  app.useBodyParser('json', { limit: '2mb' });
  await app.listen(0, '127.0.0.1');
  const health = app.get(TracingHealthIndicator);
  return {
    port: app.getHttpServer().address().port,
    figures: () => health.isHealthy('tracing').tracing,
  };
}
