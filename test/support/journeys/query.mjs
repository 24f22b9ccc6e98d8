import { randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TracingModule } from '@traced/nest';
import { TracedTypeOrmModule } from '@traced/nest/typeorm';
import { DataSource, EntitySchema } from 'typeorm';
import { withinSpan } from './within-span.mjs';

const READINGS = new EntitySchema({
  name: 'reading',
  columns: { id: { type: 'int', primary: true } },
});

/** Starts a Nest application whose repository reads from the database that `DATABASE_URL` names. */
export async function startJourney() {
  const database = TracedTypeOrmModule.forRoot({
    type: 'postgres',
    url: process.env.DATABASE_URL,
    entities: [READINGS],
    synchronize: true,
  });
  class ReadingsModule {}
  Module({ imports: [TracingModule.forRoot(), database] })(ReadingsModule);
  const app = await NestFactory.createApplicationContext(ReadingsModule, { logger: false });
  const readings = app.get(DataSource).getRepository(READINGS);
  // The library reads a statement only once, so each of them is another text.
  return withinSpan(() => readings.createQueryBuilder().comment(randomUUID()).getMany());
}
