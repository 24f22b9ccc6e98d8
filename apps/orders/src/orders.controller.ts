import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { IdempotencyKey } from '@traced/service-defaults';
import {
  type OrderView,
  type OrdersQuery,
  type PlaceOrder,
  orderId,
  ordersQuery,
  placeOrder,
} from './order.schema.js';
import { OrdersService } from './orders.service.js';
import type { User } from './users.client.js';

@Controller('orders')
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Post()
  place(
    @IdempotencyKey() key: string,
    @Body({ schema: placeOrder }) order: PlaceOrder,
  ): Promise<OrderView> {
    return this.orders.place(key, order);
  }

  @Get()
  findByUser(@Query({ schema: ordersQuery }) { userId }: OrdersQuery): Promise<OrderView[]> {
    return this.orders.findByUser(userId);
  }

  @Get(':id')
  findOne(
    @Param('id', { schema: orderId }) id: string,
  ): Promise<OrderView & { readonly user: User | null }> {
    return this.orders.findOne(id);
  }
}
