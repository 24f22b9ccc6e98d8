import { describe, expect, it } from '@jest/globals';
import { many, span } from '../pattern/span-pattern.js';
import { TreeSyntaxError } from './errors.js';
import { text } from './text-block.fixture.js';
import { treeOf } from './tree-of.fixture.js';
import { type TreeValue, tree } from './tree.js';

/** Returns the error that `tree` throws for the picture, in which each `{}` is an interpolation. */
function faultOf(picture: string, values: readonly TreeValue[]): TreeSyntaxError {
  try {
    treeOf(picture, ...values);
  } catch (error) {
    if (error instanceof TreeSyntaxError) return error;
    throw error;
  }
  throw new Error('Expected a fault in the picture.');
}

interface Fault {
  readonly title: string;
  readonly picture: string;
  readonly values?: readonly TreeValue[];
  readonly message: string;
}

const FAULTS: readonly Fault[] = [
  {
    title: 'a second root',
    picture: text`
      GET
      └─ SELECT users
      POST
    `,
    message: text`
      Expected one root, and every other line further right than "GET", got a second root, in line 3, column 1 of the tree.

        1 │ GET
        2 │ └─ SELECT users
        3 │ POST
          │ ^^^^ Indent the line below its parent; two traces need two pictures.
    `,
  },
  {
    title: 'a kind that is misspelt',
    picture: text`
      GET  orders  SERVER
      └─ SELECT users  users  CLEINT
    `,
    message: text`
      Expected a kind or a status, one of UNSPECIFIED, INTERNAL, SERVER, CLIENT, PRODUCER, CONSUMER, UNSET, OK, ERROR, got CLEINT, in line 2, column 25 of the tree.

        1 │ GET  orders  SERVER
        2 │ └─ SELECT users  users  CLEINT
          │                         ^^^^^^ Did you mean CLIENT? Quote it if it is the service.
    `,
  },
  {
    title: 'a kind in small letters',
    picture: 'GET  orders  server',
    message: text`
      Expected a kind or a status, one of UNSPECIFIED, INTERNAL, SERVER, CLIENT, PRODUCER, CONSUMER, UNSET, OK, ERROR, got server, in line 1, column 14 of the tree.

        1 │ GET  orders  server
          │              ^^^^^^ Did you mean SERVER? Quote it if it is the service.
    `,
  },
  {
    title: 'a status that is misspelt, in the place of the service',
    picture: 'GET  EROR',
    message: text`
      Expected a kind or a status, one of UNSPECIFIED, INTERNAL, SERVER, CLIENT, PRODUCER, CONSUMER, UNSET, OK, ERROR, got EROR, in line 1, column 6 of the tree.

        1 │ GET  EROR
          │      ^^^^ Did you mean ERROR? Quote it if it is the service.
    `,
  },
  {
    title: 'a guide that begins left of the parent',
    picture: text`
      GET
      ├─ find
      │  └─ SELECT users
      └──── SELECT items
    `,
    message: text`
      Expected a guide that begins below "find", in column 4, or further right, got one in column 1, in line 4, column 1 of the tree.

        2 │ ├─ find
        3 │ │  └─ SELECT users
        4 │ └──── SELECT items
          │ ^^^^^^ Draw the guide there, as "SELECT items" begins further right than "find" and so is below it, or move the line to the left.
    `,
  },
  {
    title: 'a line between the columns of two levels',
    picture: text`
      GET
        find
            SELECT users
          SELECT items
    `,
    message: text`
      Expected a line that begins in column 7, as its sibling "SELECT users" does, got one in column 5, in line 4, column 5 of the tree.

        2 │ find
        3 │     SELECT users
        4 │   SELECT items
          │   ^^^^^^^^^^^^ Move it there, or to column 3 to make it a sibling of "find".
    `,
  },
  {
    title: 'a guide without a space',
    picture: text`
      GET
      └─SELECT
    `,
    message: text`
      Expected a guide, such as "├─ ", "└─ " or "│  ", and then a name, got └─, in line 2, column 1 of the tree.

        1 │ GET
        2 │ └─SELECT
          │ ^^ Put a space behind the guide, or quote the name if it begins with └─.
    `,
  },
  {
    title: 'a guide of another kind',
    picture: text`
      GET
      ┗━ SELECT
    `,
    message: text`
      Expected a guide, such as "├─ ", "└─ " or "│  ", and then a name, got ┗━, in line 2, column 1 of the tree.

        1 │ GET
        2 │ ┗━ SELECT
          │ ^^ Put a space behind the guide, or quote the name if it begins with ┗━.
    `,
  },
  {
    title: 'a list of Markdown',
    picture: text`
      GET
      - SELECT
    `,
    message: text`
      Expected a guide, such as "├─ ", "└─ " or "│  ", and then a name, got -, in line 2, column 1 of the tree.

        1 │ GET
        2 │ - SELECT
          │ ^ Put a space behind the guide, or quote the name if it begins with -.
    `,
  },
  {
    title: 'a guide without a name',
    picture: text`
      GET
      ├─ SELECT
      └─
    `,
    message: text`
      Expected the name of a span behind the guide, got the end of the line, in line 3, column 3 of the tree.

        1 │ GET
        2 │ ├─ SELECT
        3 │ └─
          │   ^ Write * for any name, or … for further children.
    `,
  },
  {
    title: 'a name that consists of a sign',
    picture: text`
      GET
      └─ ?
    `,
    message: text`
      Expected the name of a span, got ?, in line 2, column 4 of the tree.

        1 │ GET
        2 │ └─ ?
          │    ^ Write * for any name, and quote a name that is a sign or a column elsewhere.
    `,
  },
  {
    title: 'a line that begins with a kind',
    picture: text`
      GET  orders
           SERVER  http.route=/
    `,
    message: text`
      Expected the name of a span, got SERVER, in line 2, column 6 of the tree.

        1 │ GET  orders
        2 │      SERVER  http.route=/
          │      ^^^^^^ Write * for any name, and quote a name that is a sign or a column elsewhere.
    `,
  },
  {
    title: 'one space between a name and a column',
    picture: 'GET /users/:id SERVER',
    message: text`
      Expected two spaces between the name and SERVER, got one, in line 1, column 16 of the tree.

        1 │ GET /users/:id SERVER
          │                ^^^^^^ Put another space before it, or quote the name if it belongs to it.
    `,
  },
  {
    title: 'one space between a name and an attribute',
    picture: 'GET /users/:id http.route=/users/:id',
    message: text`
      Expected two spaces between the name and http.route=/users/:id, got one, in line 1, column 16 of the tree.

        1 │ GET /users/:id http.route=/users/:id
          │                ^^^^^^^^^^^^^^^^^^^^^ Put another space before it, or quote the name if it belongs to it.
    `,
  },
  {
    title: 'a quote that is not closed',
    picture: text`
      "GET  orders
      └─ SELECT
    `,
    message: text`
      Expected a closing " in the same line, got the end of the line, in line 1, column 1 of the tree.

        1 │ "GET  orders
          │ ^^^^^^^^^^^^ Close the text by ", and write \\" for a quote within it.
    `,
  },
  {
    title: 'a quote in a value that is not closed',
    picture: 'GET  orders  db.query.text="SELECT * FROM users',
    message: text`
      Expected a closing " in the same line, got the end of the line, in line 1, column 28 of the tree.

        1 │ GET  orders  db.query.text="SELECT * FROM users
          │                            ^^^^^^^^^^^^^^^^^^^^ Close the text by ", and write \\" for a quote within it.
    `,
  },
  {
    title: 'text behind a quote',
    picture: '"GET"/users  orders',
    message: text`
      Expected a blank behind the name, got /users, in line 1, column 6 of the tree.

        1 │ "GET"/users  orders
          │      ^^^^^^ Quote the whole name, and write \\" for a quote within it.
    `,
  },
  {
    title: 'text behind a quoted value',
    picture: 'GET  orders  a="b"c',
    message: text`
      Expected a blank, got c, in line 1, column 19 of the tree.

        1 │ GET  orders  a="b"c
          │                   ^ Write \\" for a quote within a text.
    `,
  },
  {
    title: 'an unknown escape',
    picture: 'GET  orders  path=C:\\dir',
    message: text`
      Expected an escape, such as \\*, \\", \\\\, \\n or \\u00e9, got \\d, in line 1, column 21 of the tree.

        1 │ GET  orders  path=C:\\dir
          │                     ^^ Write \\\\ for a backslash.
    `,
  },
  {
    title: 'a repetition without a number',
    picture: text`
      GET
      └─ SELECT ×n
    `,
    message: text`
      Expected a repetition: ×3, ×1..3 or ×2.., got ×n, in line 2, column 11 of the tree.

        1 │ GET
        2 │ └─ SELECT ×n
          │           ^^ Write ×0..3 for at most three, and quote the name if the sign belongs to it.
    `,
  },
  {
    title: 'a repetition without a lower number',
    picture: text`
      GET
      └─ SELECT  orders  ×..3
    `,
    message: text`
      Expected a repetition: ×3, ×1..3 or ×2.., got ×..3, in line 2, column 20 of the tree.

        1 │ GET
        2 │ └─ SELECT  orders  ×..3
          │                    ^^^^ Write ×0..3 for at most three, and quote the name if the sign belongs to it.
    `,
  },
  {
    title: 'a repetition from the higher to the lower number',
    picture: text`
      GET
      └─ SELECT ×3..1
    `,
    message: text`
      Expected a repetition from the lower to the higher number, got ×3..1, in line 2, column 11 of the tree.

        1 │ GET
        2 │ └─ SELECT ×3..1
          │           ^^^^^ Write ×1..3.
    `,
  },
  {
    title: 'two repetitions',
    picture: text`
      GET
      └─ SELECT? ×3
    `,
    message: text`
      Expected one repetition of the span, got ×3 too, in line 2, column 12 of the tree.

        1 │ GET
        2 │ └─ SELECT? ×3
          │            ^^ Remove one of the two.
    `,
  },
  {
    title: 'a root that is optional',
    picture: text`
      GET ?
      └─ SELECT
    `,
    message: text`
      Expected a root that is there once, got GET ?, in line 1, column 1 of the tree.

        1 │ GET ?
          │ ^^^^^ Remove ? or ×n, and quote a name that ends like that.
    `,
  },
  {
    title: 'an interpolated root that repeats',
    picture: '{}',
    values: [many(span('GET'))],
    message: text`
      Expected a root that is there once, got \${…}, in line 1, column 1 of the tree.

        1 │ \${…}
          │ ^^^^ Remove ? or ×n, and quote a name that ends like that.
    `,
  },
  {
    title: 'an attribute without a value',
    picture: 'GET  orders  http.route= SERVER',
    message: text`
      Expected a value behind http.route=, got none, in line 1, column 14 of the tree.

        1 │ GET  orders  http.route= SERVER
          │              ^^^^^^^^^^^ Write http.route=* for any value, http.route="" for an empty text, or !http.route if the attribute must be absent.
    `,
  },
  {
    title: 'an attribute without a key',
    picture: 'GET  orders  =1',
    message: text`
      Expected the key of an attribute, got =, in line 1, column 14 of the tree.

        1 │ GET  orders  =1
          │              ^ Write key=value or !key, and quote a text that begins with = or !.
    `,
  },
  {
    title: 'an absent attribute with a value',
    picture: 'GET  orders  !http.route=/',
    message: text`
      Expected no value behind !http.route, which says that the attribute is absent, got =/, in line 1, column 25 of the tree.

        1 │ GET  orders  !http.route=/
          │                         ^^ Write !http.route or http.route=value.
    `,
  },
  {
    title: 'an attribute that is named twice',
    picture: text`
      GET  orders  a=1
           b=2 !a
    `,
    message: text`
      Expected each attribute once, got a, in line 2, column 11 of the tree.

        1 │ GET  orders  a=1
        2 │      b=2 !a
          │           ^ Remove one of the two columns about a.
    `,
  },
  {
    title: 'a kind that is named twice',
    picture: 'GET  SERVER  CLIENT',
    message: text`
      Expected one kind of the span, got CLIENT too, in line 1, column 14 of the tree.

        1 │ GET  SERVER  CLIENT
          │              ^^^^^^ Remove one of the two.
    `,
  },
  {
    title: 'a second service',
    picture: 'GET  orders  users',
    message: text`
      Expected a kind, a status or key=value, as the service is named already, got users, in line 1, column 14 of the tree.

        1 │ GET  orders  users
          │              ^^^^^ Write users=* for an attribute that must be there, and quote a name that has two spaces in a row.
    `,
  },
  {
    title: 'an unknown status',
    picture: 'GET  orders  status=500',
    message: text`
      Expected UNSET, OK, ERROR or * behind status=, got 500, in line 1, column 21 of the tree.

        1 │ GET  orders  status=500
          │                     ^^^ Write "status"= with quotes for an attribute of that key.
    `,
  },
  {
    title: 'a matcher within a text',
    picture: 'GET /{}  orders',
    values: [/users/],
    message: text`
      Expected a string or a number to complete the text, got a matcher, in line 1, column 6 of the tree.

        1 │ GET /\${…}  orders
          │      ^^^^ Let a matcher stand for the whole name or value, as in key=\${matcher}.
    `,
  },
  {
    title: 'a column beside an interpolated pattern',
    picture: text`
      GET
      └─ {}  orders
    `,
    values: [span('SELECT')],
    message: text`
      Expected nothing beside an interpolated pattern, got orders, in line 2, column 10 of the tree.

        1 │ GET
        2 │ └─ \${…}  orders
          │          ^^^^^^ Say it in the pattern that is interpolated.
    `,
  },
  {
    title: 'a line below an interpolated pattern',
    picture: text`
      GET
      └─ {}
         └─ SELECT
    `,
    values: [span('find')],
    message: text`
      Expected nothing below "\${…}", which is a whole pattern, got SELECT, in line 3, column 7 of the tree.

        1 │ GET
        2 │ └─ \${…}
        3 │    └─ SELECT
          │       ^^^^^^ Say it in the pattern that is interpolated.
    `,
  },
  {
    title: 'further children with a text',
    picture: text`
      GET
      └─ … and more
    `,
    message: text`
      Expected … alone, which allows further children, got … and more, in line 2, column 4 of the tree.

        1 │ GET
        2 │ └─ … and more
          │    ^^^^^^^^^^ Write a span on a line of its own, or quote the name.
    `,
  },
  {
    title: 'further children of nothing',
    picture: '…',
    message: text`
      Expected a span above this line, which it belongs to, got none, in line 1, column 1 of the tree.

        1 │ …
          │ ^ Events, attributes and "in order:" stand directly below their span, and … further right than it.
    `,
  },
  {
    title: 'a line below further children',
    picture: text`
      GET
      └─ …
         └─ SELECT
    `,
    message: text`
      Expected a line that begins in column 4, as its sibling "…" does, got one in column 7, in line 3, column 7 of the tree.

        1 │ GET
        2 │ └─ …
        3 │    └─ SELECT
          │       ^^^^^^ Move it there, as nothing is below ….
    `,
  },
  {
    title: 'an order of no children',
    picture: text`
      GET
      ├─ SELECT users
      │  in order:
      └─ SELECT items
    `,
    message: text`
      Expected children below "in order:", got none, in line 3, column 4 of the tree.

        1 │ GET
        2 │ ├─ SELECT users
        3 │ │  in order:
          │    ^^^^^^^^^ Write it between a span and its first child.
    `,
  },
  {
    title: 'attributes without a span',
    picture: text`
      http.route=/
      GET
    `,
    message: text`
      Expected a span above this line, which it belongs to, got none, in line 1, column 1 of the tree.

        1 │ http.route=/
          │ ^^^^^^^^^^^^ Events, attributes and "in order:" stand directly below their span, and … further right than it.
    `,
  },
  {
    title: 'attributes that begin left of their span',
    picture: text`
      GET
      └─ SELECT
        a=1
    `,
    message: text`
      Expected a line that begins below "SELECT", which it belongs to, or further right, got one in column 3, in line 3, column 3 of the tree.

        1 │ GET
        2 │ └─ SELECT
        3 │   a=1
          │   ^^^ Move it to column 4.
    `,
  },
  {
    title: 'a kind of an event',
    picture: text`
      GET  orders
      • sent  CLIENT
    `,
    message: text`
      Expected key=value, as an event has attributes alone, got CLIENT, in line 2, column 9 of the tree.

        1 │ GET  orders
        2 │ • sent  CLIENT
          │         ^^^^^^ Quote the name of the event if this belongs to it.
    `,
  },
];

describe('a malformed picture', () => {
  it.each(FAULTS)('shows $title', ({ picture, values = [], message }) => {
    expect(faultOf(picture, values).message).toBe(`${message}\n`);
  });

  it('shows an interpolated value that is undefined', () => {
    const body: { readonly id?: string } = {};
    const message = text`
      Expected a value or a matcher, got undefined, in line 1, column 23 of the tree.

        1 │ GET  orders  order.id=\${…}
          │                       ^^^^ Write key=* if the attribute must be there with any value, or !key if it must be absent.
    `;
    expect(() => tree`GET  orders  order.id=${body.id as string}`).toThrow(message);
  });

  it('shows an indentation that depends on the width of a tab', () => {
    expect(faultOf('\tGET\n\t\tfind\n            SELECT', []).message).toBe(
      `${text`
      Expected the tabs and spaces of "find" before "SELECT", got others, in line 3, column 1 of the tree.

        1 │ GET
        2 │         find
        3 │     SELECT
          │ ^^^^^^^^^^^^ Indent by tabs alone or by spaces alone, as a tab may be two columns wide or eight.
    `}\n`,
    );
  });

  it('has its carets below the fault, behind wide characters, tabs and interpolations', () => {
    expect(faultOf('漢字\n└─ {}字\t{}  x="', ['a', 'b']).message).toBe(
      `${text`
      Expected a closing " in the same line, got the end of the line, in line 2, column 18 of the tree.

        1 │ 漢字
        2 │ └─ \${…}字        \${…}  x="
          │                          ^ Close the text by ", and write \\" for a quote within it.
    `}\n`,
    );
  });

  it('shows control characters escaped', () => {
    expect(faultOf('a\u001B[2J\nb', []).message).toContain('  1 │ a\\u001b[2J\n');
  });

  it.each(['', '\n', '\n\n  │\n'])('shows an empty picture: %j', (picture) => {
    expect(faultOf(picture, []).message).toBe(
      'Expected a picture of at least one span, got an empty one, in line 1, column 1 of the tree.\n\n' +
        '  1 │\n    │ ^ Write the root of the trace in the first line, as in tree`GET /ping`.\n',
    );
  });

  it('has its facts as fields, its lines counted from the one below the back-tick', () => {
    const fault = faultOf('\n\n    GET\n    └─ SELECT  orders  SEVER', []);
    expect(fault).toMatchObject({
      name: 'TreeSyntaxError',
      code: 'KIT_TREE_SYNTAX',
      line: 3,
      column: 24,
      expected: expect.stringContaining('SERVER'),
      received: 'SEVER',
      proposal: 'Did you mean SERVER? Quote it if it is the service.',
    });
  });

  it('has a stack that begins where the picture is', () => {
    const [, first = ''] = faultOf('GET\nPOST', []).stack?.split(/\n(?= +at )/) ?? [];
    expect(first).toMatch(/treeOf .*tree-of\.fixture/);
  });
});
