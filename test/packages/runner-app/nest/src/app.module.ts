import { Controller, Get, Injectable, Module, Param } from '@nestjs/common';
import { Traced, TracingModule } from '@traced/nest';

@Injectable()
class OrdersService {
  @Traced()
  find(id: string): object {
    return { id };
  }
}

@Controller('orders')
class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Get(':id')
  find(@Param('id') id: string): object {
    return this.orders.find(id);
  }
}

@Module({
  imports: [TracingModule.forRoot()],
  controllers: [OrdersController],
  providers: [OrdersService],
})
export class AppModule {}
