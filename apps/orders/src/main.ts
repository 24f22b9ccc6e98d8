import { runService } from '@traced/service-defaults';
import { OrdersModule } from './orders.module.js';

await runService('orders', OrdersModule);
