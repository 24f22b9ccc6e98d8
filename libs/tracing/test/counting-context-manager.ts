import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';

/** Counts how often the active context is switched. Takes the place of the one that is registered. */
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
