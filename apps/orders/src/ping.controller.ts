import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Controller, Get } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { callUpstream } from './call-upstream.js';
import { PaymentsClient } from './payments.client.js';
import { UsersClient } from './users.client.js';

const UNKNOWN_USER = '00000000-0000-0000-0000-000000000000';
const TIMEOUT_MILLIS = 3_000;

interface Pong {
  readonly service: 'orders';
  readonly orders: unknown;
  readonly users: unknown;
  readonly payments: unknown;
}

/** Calls another endpoint of this service and both other services, to show one trace over all three. */
@Controller('ping')
export class PingController {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly users: UsersClient,
    private readonly payments: PaymentsClient,
  ) {}

  @Get()
  async ping(): Promise<Pong> {
    return {
      service: 'orders',
      orders: await this.#fetchNoOrders(),
      users: await this.users.ping(),
      payments: await this.payments.ping(),
    };
  }

  #fetchNoOrders(): Promise<unknown> {
    return callUpstream('orders', TIMEOUT_MILLIS, async (signal) => {
      const response = await fetch(`${this.#ownUrl()}/orders?userId=${UNKNOWN_USER}`, { signal });
      return response.json();
    });
  }

  #ownUrl(): string {
    const server: Server = this.adapterHost.httpAdapter.getHttpServer();
    const { address, family, port } = server.address() as AddressInfo;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  }
}
