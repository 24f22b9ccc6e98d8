import { runService } from '@traced/service-defaults';
import { UsersModule } from './users.module.js';

await runService('users', UsersModule);
