import { contendWith, openShop } from '../shop/shop-contender.mjs';
import { alternate, rowOf, warmUp } from './contend.mjs';
import { openLab } from './lab.mjs';
import { requirePromises, spansOf } from './promise.mjs';

/** The shop is built with the library, so that untraced is the shop whose SDK is switched off. */
const UNTRACED = 'shop untraced';

/** How the services of the shop are started; the first is what the others are compared with. */
const VARIANTS = [
  { name: UNTRACED, env: { OTEL_SDK_DISABLED: 'true' }, share: 0 },
  {
    name: 'shop native at 1 %',
    env: { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.01' },
    share: 0.01,
  },
  { name: 'shop native at 100 %', env: {}, share: 1 },
];

/** The spans of each are those of the trees in `test/shop`. */
const ROUTES = [
  { route: 'GET /users/:id', requests: 500, spans: 4 },
  { route: 'POST /orders', requests: 100, spans: 25 },
];

/** The names of the shop's subjects. */
export const SHOP_SUBJECTS = VARIANTS.map(({ name }) => name);

/** Measures requests to the shop that query PostgreSQL: one service, and an order that passes three. */
export async function measureShop({ chosen, limits, signal, log }) {
  const variants = VARIANTS.filter(({ name }) => name === UNTRACED || chosen.has(name));
  const lab = await openLab(variants.length);
  const shops = [];
  const outcomes = [];
  try {
    for (const [index, { name, env }] of variants.entries()) {
      log(`starting the services of ${name}`);
      shops.push(await openShop(lab, index, { env, signal }));
    }
    for (const route of ROUTES) {
      log(`measuring ${route.route}`);
      outcomes.push(await measureRoute(route, { variants, shops, lab, limits, signal }));
    }
  } finally {
    await Promise.all(shops.map((shop) => shop.stop()));
    await lab.stop();
  }
  const spans = outcomes.flatMap((outcome) => outcome.spans);
  requirePromises(spans);
  return { results: outcomes.flatMap(({ results }) => results), spans };
}

async function measureRoute({ route, requests, spans }, run) {
  const { variants, shops, lab, limits, signal } = run;
  const contenders = variants.map(({ name }, index) =>
    contendWith(shops[index], lab, {
      name,
      base: name === UNTRACED ? undefined : UNTRACED,
      index,
      route,
      requests,
    }),
  );
  await warmUp(contenders, { maxMillis: limits.warmUpMillis, signal });
  const measured = await alternate(contenders, {
    rounds: limits.rounds,
    maxMillis: limits.measureMillis,
    signal,
  });
  return {
    results: [
      ...rowOf(measured, { name: `${route}, throughput`, key: 'perSecond', unit: 'requests/s' }),
      ...rowOf(measured, { name: `${route}, CPU of the services`, key: 'cpu', unit: 'µs' }),
    ],
    spans: measured.map(({ samples }, index) => {
      const arrived = samples.reduce((sum, sample) => sum + sample.spans * requests, 0);
      const variant = variants[index];
      const subject = { ...variant, name: `${variant.name}, ${route}`, spans };
      return spansOf(subject, samples.length * requests, Math.round(arrived));
    }),
  };
}
