import { runMigrations } from '@traced/service-defaults/typeorm';
import { CreateOrders1795000000000 } from './migrations/1795000000000-create-orders.js';

await runMigrations('orders', [CreateOrders1795000000000]);
