import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';

/** A context manager that counts how often the active context is switched. It replaces the registered one. */
export class CountingContextManager extends AsyncLocalStorageContextManager {
  switches = 0;

  constructor() {
    super();
    context.disable();
    context.setGlobalContextManager(this.enable());
  }

  override with: AsyncLocalStorageContextManager['with'] = (active, fn, thisArg, ...args) => {
    this.switches += 1;
    return super.with(active, fn, thisArg, ...args);
  };
}
