import { runService } from '@traced/service-defaults';
import { PaymentsModule } from './payments.module.js';

await runService('payments', PaymentsModule);
