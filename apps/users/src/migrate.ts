import { runMigrations } from '@traced/service-defaults/typeorm';
import { CreateUsers1795000000000 } from './migrations/1795000000000-create-users.js';

await runMigrations('users', [CreateUsers1795000000000]);
