import { serviceEnvironment } from '@traced/service-defaults';

export const environment = serviceEnvironment('users', { port: 3001 });
