import assert from 'node:assert/strict';
import { field } from '../../support/raw-message.ts';
import { respond } from '../../support/raw-origin-behaviours.ts';
import type { Case, Ports } from '../case.ts';
import { namedRoute, sentinel, upstream } from '../kdl.ts';

export const config = (ports: Ports) =>
  sentinel(ports, {
    listener: 'namespace "shop"',
    upstreams: upstream('app', [ports.a]),
    routes: namedRoute('global', 'path-prefix "/global"'),
    more: `
namespace "shop" {
  upstreams { ${upstream('cart', [ports.b])} }
  routes {
    ${namedRoute('own', 'path-prefix "/own"', '', 'cart')}
    ${namedRoute('shared', 'path-prefix "/shared"')}
    ${namedRoute('lent', 'path-prefix "/lent"', '', 'stock')}
  }
}
namespace "warehouse" {
  upstreams { ${upstream('stock', [ports.c])} }
  routes { ${namedRoute('hidden', 'path-prefix "/hidden"', '', 'stock')} }
  exports { upstreams "stock" }
}`,
  });

export const cases: readonly Case[] = [
  {
    name: 'serves the routes of the namespace a listener is bound to, and no others',
    async run(world) {
      assert.equal((await world.ask('GET /own')).status, 200);
      assert.equal((await world.ask('GET /global')).status, 404);
      assert.equal((await world.ask('GET /hidden')).status, 404);
    },
  },
  {
    name: 'finds an upstream in the namespace, then among those others export, then among the global ones',
    async run(world) {
      for (const [i, origin] of world.origins.entries()) origin.answer(respond('200 OK', [], 'abc'[i]));

      assert.equal((await world.ask('GET /own')).text, 'b');
      assert.equal((await world.ask('GET /lent')).text, 'c');
      const shared = await world.ask('GET /shared');
      assert.equal(shared.text, 'a');
      assert.equal(field(shared, 'x-route'), 'shared');
    },
  },
];
