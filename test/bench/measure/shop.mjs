import { startShopContender } from '../shop/shop-contender.mjs';
import { rowOf } from './contend.mjs';
import { openLab } from './lab.mjs';
import { measureInPairs } from './pairs.mjs';

/** The shop is built with the library, so that untraced is the shop whose SDK is switched off. */
const UNTRACED = 'shop untraced';

/** How the services of the shop are started; the first is what the others are compared with. */
const VARIANTS = [
  { name: UNTRACED, env: { OTEL_SDK_DISABLED: 'true' }, share: 0 },
  {
    name: 'shop native at 1 %',
    env: { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.01' },
    share: 0.01,
    base: UNTRACED,
  },
  { name: 'shop native at 100 %', env: {}, share: 1, base: UNTRACED },
];

/** The spans of each are those of the trees in `test/shop`. */
const BURSTS = [
  { route: 'GET /users/:id', requests: 500, spans: 4 },
  { route: 'POST /orders', requests: 100, spans: 25 },
];

/** The names of the shop's subjects. */
export const SHOP_SUBJECTS = VARIANTS.map(({ name }) => name);

/** Measures requests to the shop that query PostgreSQL: one service, and an order that passes three. */
export async function measureShop({ chosen, limits, signal, log }) {
  const variants = VARIANTS.filter(({ name }) => name === UNTRACED || chosen.has(name));
  const outcomes = [];
  const lab = await openLab();
  try {
    for (const burst of BURSTS) {
      log(`measuring ${burst.route}`);
      const start = (variant, index) =>
        startShopContender(variant, lab, index, { ...burst, signal });
      const { measured, spans } = await measureInPairs(variants, start, {
        limits: limits.shop,
        signal,
        log,
      });
      outcomes.push({ results: rowsOf(burst.route, measured), spans });
    }
  } finally {
    await lab.stop();
  }
  return {
    results: outcomes.flatMap(({ results }) => results),
    spans: outcomes.flatMap(({ spans }) => spans),
  };
}

function rowsOf(route, measured) {
  return [
    ...rowOf(measured, { name: `${route}, throughput`, key: 'perSecond', unit: 'requests/s' }),
    ...rowOf(measured, { name: `${route}, CPU of the services`, key: 'cpu', unit: 'µs' }),
  ];
}
