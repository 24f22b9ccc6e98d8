import { Traced } from '@traced/nest';
import { lastValueFrom, of } from 'rxjs';
import { withinSpan } from './within-span.mjs';

/** Makes a service with a traced method that returns an Observable. */
export async function startJourney() {
  class PricesService {
    watch() {
      return of(1290);
    }
  }
  const { prototype } = PricesService;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, 'watch');
  Traced()(prototype, 'watch', descriptor);
  Object.defineProperty(prototype, 'watch', descriptor);
  const prices = new PricesService();
  return withinSpan(() => lastValueFrom(prices.watch()));
}
