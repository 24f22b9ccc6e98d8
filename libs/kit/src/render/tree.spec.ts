import { describe, expect, it } from '@jest/globals';
import { declinedOrder } from '../trace/declined-order.fixture.js';
import { renderTree } from './tree.js';

describe('renderTree', () => {
  it('draws a line for each span: service, name, kind unless INTERNAL, and ERROR', () => {
    expect(renderTree(declinedOrder()).split('\n')).toEqual([
      'orders · POST /orders  SERVER  ERROR',
      '└─ orders · OrdersService.place',
      '   ├─ orders · GET  CLIENT',
      '   │  └─ users · GET /users/:id  SERVER',
      '   │     └─ users · UsersService.findOne',
      '   │        ├─ users · SELECT users  CLIENT',
      '   │        ├─ users · SELECT users  CLIENT',
      '   │        └─ users · SELECT users  CLIENT',
      '   └─ orders · POST  CLIENT  ERROR',
      '      └─ payments · POST /payments  SERVER  ERROR',
      '         ├─ payments · INSERT payments  CLIENT',
      '         ├─ payments · validateCard',
      '         └─ payments · chargeCard  ERROR',
    ]);
  });
});
