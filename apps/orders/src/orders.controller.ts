import type { IncomingMessage } from 'node:http';
import {
  Body,
  Controller,
  type ExecutionContext,
  Get,
  Param,
  Post,
  Query,
  createParamDecorator,
} from '@nestjs/common';
import {
  type OrderView,
  type OrdersQuery,
  type PlaceOrder,
  type PlaceOrderHeaders,
  orderId,
  ordersQuery,
  placeOrder,
  placeOrderHeaders,
} from './order.schema.js';
import { OrdersService } from './orders.service.js';
import type { User } from './users.client.js';

/** Nest's own `@Headers()` takes no schema. */
const ValidHeaders = createParamDecorator(
  (_, context: ExecutionContext) => context.switchToHttp().getRequest<IncomingMessage>().headers,
);

@Controller('orders')
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Post()
  place(
    @ValidHeaders({ schema: placeOrderHeaders }) headers: PlaceOrderHeaders,
    @Body({ schema: placeOrder }) order: PlaceOrder,
  ): Promise<OrderView> {
    return this.orders.place(headers['idempotency-key'], order);
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
