import assert from 'node:assert/strict';
import { field, fields } from '../../support/raw-message.ts';
import { respond } from '../../support/raw-origin-behaviours.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';

export const config = (ports: Ports) =>
  sentinel(ports, {
    system: 'trace-id-format "uuid"',
    upstreams: upstream('app', [ports.a]),
    routes: prefixRoute('all', '/app', 'app'),
  });

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const trace = '4bf92f3577b34da6a3ce929d0e0e4736';

export const cases: readonly Case[] = [
  {
    name: 'gives a request without one an id, the same upstream and in the answer',
    async run(world) {
      const reply = await world.ask('GET /app');

      const id = field(reply, 'x-correlation-id')!;
      assert.match(id, uuid);
      assert.equal(field(world.seen, 'x-correlation-id'), id);
    },
  },
  {
    name: 'gives every request an id of its own',
    async run(world) {
      const first = field(await world.ask('GET /app'), 'x-correlation-id');
      const second = field(await world.ask('GET /app'), 'x-correlation-id');

      assert.notEqual(first, second);
    },
  },
  {
    name: 'keeps the id a request comes with',
    async run(world) {
      for (const name of ['X-Trace-Id', 'X-Correlation-Id', 'X-Request-Id']) {
        const reply = await world.ask('GET /app', { headers: [`${name}: from-outside-1`] });
        assert.equal(field(reply, 'x-correlation-id'), 'from-outside-1', name);
      }
      for (const seen of world.origin.seen) assert.equal(field(seen, 'x-correlation-id'), 'from-outside-1');
    },
  },
  {
    name: 'takes a new id for one that is too long or could do harm in a log',
    async run(world) {
      for (const bad of ['x'.repeat(500), 'a"b', '<script>', 'a b']) {
        const reply = await world.ask('GET /app', { headers: [`X-Correlation-Id: ${bad}`] });
        assert.match(field(reply, 'x-correlation-id')!, uuid);
      }
    },
  },
  {
    name: 'puts its own id in the place of one the upstream answers with',
    async run(world) {
      world.origin.answer(respond('200 OK', ['X-Correlation-Id: of-the-origin']));
      const reply = await world.ask('GET /app', { headers: ['X-Correlation-Id: of-the-client'] });

      assert.deepEqual(fields(reply, 'x-correlation-id'), ['of-the-client']);
    },
  },
  {
    name: 'puts the id into its own answers too',
    async run(world) {
      const reply = await world.ask('GET /nowhere', { headers: ['X-Correlation-Id: asked-1'] });

      assert.equal(field(reply, 'x-correlation-id'), 'asked-1');
    },
  },
  {
    name: 'continues a trace under a span of its own',
    async run(world) {
      await world.ask('GET /app', { headers: [`traceparent: 00-${trace}-00f067aa0ba902b7-01`, 'tracestate: v=1'] });

      const parent = field(world.seen, 'traceparent')!;
      assert.match(parent, new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`));
      assert.ok(!parent.includes('00f067aa0ba902b7'));
      assert.equal(field(world.seen, 'tracestate'), 'v=1');
    },
  },
  {
    name: 'keeps the word of a trace that it is not sampled',
    async run(world) {
      await world.ask('GET /app', { headers: [`traceparent: 00-${trace}-00f067aa0ba902b7-00`] });

      const parent = field(world.seen, 'traceparent')!;
      assert.match(parent, new RegExp(`^00-${trace}-[0-9a-f]{16}-00$`));
      assert.ok(!parent.includes('00f067aa0ba902b7'));
    },
  },
  {
    name: 'starts a new trace where there is none, or a broken one',
    async run(world) {
      await world.ask('GET /app');
      for (const bad of [`00-${trace}-00f067aa0ba902b7`, `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, 'nonsense']) {
        await world.ask('GET /app', { headers: [`traceparent: ${bad}`, 'tracestate: lost=1'] });
      }

      for (const seen of world.origin.seen) {
        const parents = fields(seen, 'traceparent');
        assert.equal(parents.length, 1);
        assert.match(parents[0]!, /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-0[01]$/);
        assert.ok(!parents[0]!.includes(trace));
        assert.deepEqual(fields(seen, 'tracestate'), []);
      }
    },
  },
];
