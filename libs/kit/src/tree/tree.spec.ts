import { describe, expect, it } from '@jest/globals';
import '../jest.js';
import {
  type ChildPattern,
  type SpanPattern,
  containing,
  inOrder,
  many,
  optional,
  span,
} from '../pattern/span-pattern.js';
import { declinedOrder } from '../trace/declined-order.fixture.js';
import { makeSpans } from '../trace/trace.fixture.js';
import { Trace } from '../trace/trace.js';
import { ANY_VALUE } from './any-value.js';
import { treeOf } from './tree-of.fixture.js';
import { tree } from './tree.js';

/** Makes the pattern of a leaf that has not failed, as a line without columns expects it. */
function leaf(
  name: SpanPattern['name'],
  more: Partial<Omit<SpanPattern, 'name'>> = {},
): SpanPattern {
  return span(name, { status: 'UNSET', children: [], ...more });
}

/** Makes the pattern of a span that has not failed, above the spans `children`. */
function above(...children: readonly ChildPattern[]): SpanPattern {
  return span('root', { status: 'UNSET', children });
}

describe('tree', () => {
  it('reads a trace as it is drawn', () => {
    const body = { id: 'o-1' };
    const pattern = tree`
      POST /orders                 orders    SERVER  http.route=/orders http.response.status_code=201
      └─ OrdersController.place    orders
         └─ OrdersService.place    orders    order.id=${body.id} order.item_count=2
            ├─ SELECT orders       orders    CLIENT
            ├─ GET                 orders    CLIENT
            │  └─ …
            └─ SELECT items ×1..3  orders    CLIENT
    `;
    const service = 'orders';
    const select = leaf('SELECT orders', { service, kind: 'CLIENT' });
    const get = leaf('GET', { service, kind: 'CLIENT', children: containing() });
    const items = leaf('SELECT items', { service, kind: 'CLIENT' });
    const place = span('OrdersService.place', {
      service,
      status: 'UNSET',
      attributes: { 'order.id': 'o-1', 'order.item_count': 2 },
      children: [select, get, many(items, { max: 3 })],
    });
    expect(pattern).toEqual(
      span('POST /orders', {
        service,
        kind: 'SERVER',
        status: 'UNSET',
        attributes: { 'http.route': '/orders', 'http.response.status_code': 201 },
        children: [span('OrdersController.place', { service, status: 'UNSET', children: [place] })],
      }),
    );
  });

  it.each([
    [
      'guides',
      tree`
      root
      ├─ a
      │  └─ b
      └─ c
    `,
    ],
    [
      'guides that anyone can type',
      tree`
      root
      |- a
      |  +- b
      +- c
    `,
    ],
    ['guides as the program tree draws them', treeOf('root\n├── a\n│\u00a0\u00a0 └── b\n└── c')],
    [
      'indentation by spaces',
      tree`
      root
        a
          b
        c
    `,
    ],
    [
      'indentation by tabs',
      tree`
		root
			a
				b
			c
    `,
    ],
    [
      'tabs before guides',
      tree`
			root
			├─ a
			│  └─ b
			└─ c
    `,
    ],
    [
      'empty lines',
      tree`

      root

      ├─ a
      │
      │  └─ b

      └─ c

    `,
    ],
    [
      'an older guide to a new last child',
      tree`
      root
      └─ a
         └─ b
      └─ c
    `,
    ],
    [
      'a first line behind the back-tick',
      tree`root
      ├─ a
      │  └─ b
      └─ c`,
    ],
  ])('reads depth from the column in which a name begins, with %s', (_, pattern) => {
    expect(pattern).toEqual(
      above(span('a', { status: 'UNSET', children: [leaf('b')] }), leaf('c')),
    );
  });

  it('reads a name up to two spaces, and any other name in quotes', () => {
    const pattern = tree`
      root
      ├─ GET /users/:id  users
      ├─ naïve — 漢字	users
      ├─ "two  spaces " users
      ├─ "- a \"guide\" 100\u0025 \`\${x}\`"
      ├─ say "hi"
      ├─ "SERVER"
      └─ "in order:"
    `;
    expect(pattern).toEqual(
      above(
        leaf('GET /users/:id', { service: 'users' }),
        leaf('naïve — 漢字', { service: 'users' }),
        leaf('two  spaces ', { service: 'users' }),
        leaf('- a "guide" 100% `${x}`'),
        leaf('say "hi"'),
        leaf('SERVER'),
        leaf('in order:'),
      ),
    );
  });

  it('takes a service in capitals that is near no kind and no status', () => {
    const services = ['UI', 'API', 'ORDERS', 'X'].map(
      (service) => treeOf(`GET  ${service}`).service,
    );
    expect(services).toEqual(['UI', 'API', 'ORDERS', 'X']);
  });

  it('lets * stand for any characters, and \\* for a star', () => {
    const pattern = tree`
      root
      ├─ *                 *
      ├─ SELECT *          db-*
      ├─ GET /files/\*path  "files \*"
      └─ "a  *"
    `;
    expect(pattern).toEqual(
      above(
        leaf('*', { service: '*' }),
        leaf('SELECT *', { service: 'db-*' }),
        leaf('GET /files/\\*path', { service: 'files \\*' }),
        leaf('a  *'),
      ),
    );
  });

  it('reads the value of an attribute by its form', () => {
    const { attributes } = tree`
      root  text=/orders/:id words="two  words" empty="" quoted="201" star=\* glob=*/charges equals=a=b
            int=201 negative=-1 double=0.5 exponent=1e+21 zero=007 long=9223372036854775807 nan=NaN
            yes=true no=false none=null any=* !gone "a key"=1 !"another key" "status"=ERROR
    `;
    expect(attributes).toEqual({
      text: '/orders/:id',
      words: 'two  words',
      empty: '',
      quoted: '201',
      star: '\\*',
      glob: '*/charges',
      equals: 'a=b',
      int: 201,
      negative: -1,
      double: 0.5,
      exponent: 1e21,
      zero: '007',
      long: 9223372036854775807n,
      nan: NaN,
      yes: true,
      no: false,
      none: null,
      any: ANY_VALUE,
      gone: undefined,
      'a key': 1,
      'another key': undefined,
      status: 'ERROR',
    });
    expect(Object.keys(attributes ?? {})).toContain('gone');
  });

  it('takes interpolated text as it is, and never as a glob', () => {
    const pattern = tree`
      ${'a* b'}  ${'c*'}  x=${'d*\\'} y=${['e*', { f: 'g*' }]} z="${'h*'} ${1}" "k ${2}"=3 ${'m*'}=4
      ├─ POST /${'n*'}  ${'o*'}-p
      └─ q ×${2}..${3}
    `;
    expect(pattern).toEqual(
      span('a\\* b', {
        service: 'c\\*',
        status: 'UNSET',
        attributes: {
          x: 'd\\*\\\\',
          y: ['e\\*', { f: 'g\\*' }],
          z: 'h\\* 1',
          'k 2': 3,
          'm*': 4,
        },
        children: [leaf('POST /n\\*', { service: 'o\\*-p' }), many(leaf('q'), { min: 2, max: 3 })],
      }),
    );
  });

  it('takes matchers and other values as they are', () => {
    const bytes = Uint8Array.of(1, 2);
    const pattern = tree`
      ${/^GET/}  ${expect.stringContaining('users')}  a=${expect.any(Number)} b=${/x/} c=${bytes} d=${2n} e=${null}
    `;
    expect(pattern.name).toEqual(/^GET/);
    expect(pattern.service).toEqual(expect.stringContaining('users'));
    expect(pattern.attributes?.['a']).toHaveProperty('asymmetricMatch');
    expect(pattern.attributes).toMatchObject({ b: /x/, c: bytes, d: 2n, e: null });
  });

  it('takes an interpolated pattern as a whole span with all below it', () => {
    const payment = span('POST /payments');
    const pattern = tree`
      root
      ├─ ${payment}
      ├─ ${payment} ?
      ├─ ${payment}  ×2..
      └─ ${many(payment, { max: 3 })}
    `;
    expect(pattern).toEqual(
      above(payment, optional(payment), many(payment, { min: 2 }), many(payment, { max: 3 })),
    );
    expect(tree`${payment}`).toBe(payment);
  });

  it('reads how often a span is there, behind its name or as a column', () => {
    const pattern = tree`
      root
      ├─ a ?
      ├─ b?
      ├─ "c"?
      ├─ ${/d/}?    orders
      ├─ e          orders  ?
      ├─ f ×3
      ├─ g ×1..3    orders
      ├─ h          ×2..
      ├─ i x0..2
      └─ j ×0
    `;
    const service = 'orders';
    expect(pattern).toEqual(
      above(
        optional(leaf('a')),
        optional(leaf('b')),
        optional(leaf('c')),
        optional(leaf(/d/, { service })),
        optional(leaf('e', { service })),
        many(leaf('f'), { min: 3, max: 3 }),
        many(leaf('g', { service }), { min: 1, max: 3 }),
        many(leaf('h'), { min: 2 }),
        many(leaf('i'), { min: 0, max: 2 }),
        many(leaf('j'), { min: 0, max: 0 }),
      ),
    );
  });

  it('expects exactly the children that are drawn, unless … stands among them', () => {
    const pattern = tree`
      root
      ├─ closed
      ├─ open
      │  ├─ a
      │  └─ …
      └─ anything
           ...
    `;
    const open = span('open', { status: 'UNSET', children: containing(leaf('a')) });
    const anything = span('anything', { status: 'UNSET', children: containing() });
    expect(pattern).toEqual(above(leaf('closed'), open, anything));
  });

  it('expects children in any order, unless the span says in order, where … is any number in its place', () => {
    const pattern = tree`
      root
      in order:
      ├─ a
      ├─ b
      │  in order:
      │  ├─ c
      │  ├─ …
      │  └─ c
      └─ d
           e
    `;
    const any = many(span('*'), { min: 0 });
    const b = span('b', { status: 'UNSET', children: inOrder(leaf('c'), any, leaf('c')) });
    const d = span('d', { status: 'UNSET', children: [leaf('e')] });
    expect(pattern).toEqual(
      span('root', {
        status: 'UNSET',
        children: inOrder(leaf('a'), b, d),
      }),
    );
  });

  it('expects a span that has not failed, unless the line has a status', () => {
    const pattern = tree`
      root
      ├─ a
      ├─ b          ERROR
      ├─ c          OK
      ├─ d          status=ERROR
      ├─ e          status=*
      ├─ f          ERROR "card \"x\" declined: *"  payments
      └─ g          ERROR ${/declined/} CLIENT
    `;
    const { status: _, ...any } = leaf('e');
    expect(pattern).toEqual(
      above(
        leaf('a'),
        leaf('b', { status: 'ERROR' }),
        leaf('c', { status: 'OK' }),
        leaf('d', { status: 'ERROR' }),
        any,
        leaf('f', { status: 'ERROR', statusMessage: 'card "x" declined: *', service: 'payments' }),
        leaf('g', { status: 'ERROR', statusMessage: /declined/, kind: 'CLIENT' }),
      ),
    );
  });

  it('reads the events of a span, and columns that go on in further lines', () => {
    const pattern = tree`
      root  orders
            http.route=/orders SERVER
      • order.received
      └─ charge
         • fraud.reviewed  score=0.5
           reviewer=bot !reason
         • "card  charged"
         └─ POST
            •   sent
    `;
    const post = leaf('POST', { events: [{ name: 'sent' }] });
    const charge = span('charge', {
      status: 'UNSET',
      events: [
        {
          name: 'fraud.reviewed',
          attributes: { score: 0.5, reviewer: 'bot', reason: undefined },
        },
        { name: 'card  charged' },
      ],
      children: [post],
    });
    expect(pattern).toEqual(
      span('root', {
        service: 'orders',
        kind: 'SERVER',
        status: 'UNSET',
        attributes: { 'http.route': '/orders' },
        events: [{ name: 'order.received' }],
        children: [charge],
      }),
    );
  });

  it('matches as it is drawn: what it says, and nothing else', () => {
    expect(declinedOrder()).toMatchTrace(tree`
      POST /orders              orders    SERVER  ERROR
      └─ OrdersService.place    orders
         ├─ GET                 orders    CLIENT
         │  └─ …
         └─ POST                orders    CLIENT  ERROR
            └─ POST /payments   payments  SERVER  ERROR  http.response.status_code=502
               ├─ * ×2          payments
               └─ chargeCard    payments  ERROR  payment.currency=EUR !payment.id
                  • exception   exception.type=CardDeclinedError
    `);
    const wrong: [string, SpanPattern][] = [
      [
        'an error',
        tree`POST /orders
        └─ …`,
      ],
      ['children', tree`POST /orders  ERROR`],
      [
        'an attribute',
        tree`POST /orders  ERROR  !http.response.status_code
        └─ …`,
      ],
      [
        'an event',
        tree`POST /orders  ERROR
        • exception
        └─ …`,
      ],
    ];
    for (const [, pattern] of wrong) expect(declinedOrder()).not.toMatchTrace(pattern);
  });

  it('matches the message of a status', () => {
    const [root] = makeSpans({ service: 'orders', name: 'charge', at: [0, 1] });
    if (!root) throw new Error('Expected a span.');
    const status = { code: 'ERROR', message: 'insufficient funds' } as const;
    const trace = new Trace([{ ...root, status }]);
    expect(trace).toMatchTrace(tree`charge  ERROR "insufficient *"`);
    expect(trace).not.toMatchTrace(tree`charge  ERROR "expired"`);
  });
});
