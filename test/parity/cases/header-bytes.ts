import assert from 'node:assert/strict';
import { field, fields } from '../../support/raw-message.ts';
import { respond } from '../../support/raw-origin-behaviours.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';

export const alsoByFetch = true;

export const config = (ports: Ports) =>
  sentinel(ports, { upstreams: upstream('app', [ports.a]), routes: prefixRoute('all', '/', 'app') });

const latin1 = 'caf\xe9';
const utf8 = Buffer.from('žluťoučký kůň').toString('latin1');

export const cases: readonly Case[] = [
  {
    name: 'keeps repeated fields of a request apart and in order',
    differs: { workerd: 'joined-fields', 'workerd-fetch': 'joined-fields' },
    async run(world) {
      await world.ask('GET /', { headers: ['X-Twice: one', 'X-Other: 0', 'X-Twice: two'] });

      assert.deepEqual(fields(world.seen, 'x-twice'), ['one', 'two']);
    },
    async otherwise(world) {
      await world.ask('GET /', { headers: ['X-Twice: one', 'X-Other: 0', 'X-Twice: two'] });

      assert.equal(field(world.seen, 'x-twice'), 'one, two');
    },
  },
  {
    name: 'keeps repeated fields of an answer apart and in order',
    differs: { 'workerd-fetch': 'joined-fields' },
    async run(world) {
      world.origin.answer(respond('200 OK', ['X-Twice: one', 'X-Other: 0', 'X-Twice: two']));

      assert.deepEqual(fields(await world.ask('GET /'), 'x-twice'), ['one', 'two']);
    },
  },
  {
    name: 'keeps every Set-Cookie a field of its own',
    async run(world) {
      const cookies = ['a=1; Path=/', 'b=2; Expires=Thu, 01 Jan 2026 00:00:00 GMT', 'c=3'];
      world.origin.answer(
        respond(
          '200 OK',
          cookies.map((cookie) => `Set-Cookie: ${cookie}`),
        ),
      );

      assert.deepEqual(fields(await world.ask('GET /'), 'set-cookie'), cookies);
    },
  },
  {
    name: 'never joins several Cookie fields by a comma',
    async run(world) {
      await world.ask('GET /', { headers: ['Cookie: a=1', 'Cookie: b=2; c=3'] });

      assert.equal(fields(world.seen, 'cookie').join('; '), 'a=1; b=2; c=3');
    },
  },
  {
    name: 'passes latin-1 bytes of a request field on as they are',
    differs: { workerd: 'utf8-fields', 'workerd-fetch': 'utf8-fields' },
    async run(world) {
      await world.ask('GET /', { headers: [`X-Bytes: ${latin1}`] });

      assert.equal(field(world.seen, 'x-bytes'), latin1);
    },
  },
  {
    name: 'passes UTF-8 bytes of a request field on as they are',
    async run(world) {
      await world.ask('GET /', { headers: [`X-Bytes: ${utf8}`] });

      assert.equal(field(world.seen, 'x-bytes'), utf8);
    },
  },
  {
    name: 'passes latin-1 bytes of an answer on as they are',
    differs: { workerd: 'utf8-fields', 'workerd-fetch': 'utf8-fields' },
    async run(world) {
      world.origin.answer(respond('200 OK', [`X-Bytes: ${latin1}`]));

      assert.equal(field(await world.ask('GET /'), 'x-bytes'), latin1);
    },
  },
  {
    name: 'passes UTF-8 bytes of an answer on as they are',
    async run(world) {
      world.origin.answer(respond('200 OK', [`X-Bytes: ${utf8}`]));

      assert.equal(field(await world.ask('GET /'), 'x-bytes'), utf8);
    },
  },
  {
    name: 'passes empty values, inner spaces and odd names on',
    async run(world) {
      world.origin.answer(respond('200 OK', ['X-Empty:', "X_under.score!#$%&'*+^`|~: a  b"]));
      const reply = await world.ask('GET /', { headers: ['X-Empty:', "X_under.score!#$%&'*+^`|~: a  b"] });

      for (const message of [world.seen, reply]) {
        assert.equal(field(message, 'x-empty'), '');
        assert.equal(field(message, "x_under.score!#$%&'*+^`|~"), 'a  b');
      }
    },
  },
  {
    name: 'passes a value of four kilobytes and eighty fields on',
    async run(world) {
      const many = Array.from({ length: 80 }, (_, i) => `X-${i}: ${i}`);
      await world.ask('GET /', { headers: [`X-Long: ${'v'.repeat(4000)}`, ...many] });

      assert.equal(field(world.seen, 'x-long')?.length, 4000);
      assert.equal(field(world.seen, 'x-79'), '79');
    },
  },
  {
    name: 'passes a large head of an answer on',
    async run(world) {
      const many = Array.from({ length: 90 }, (_, i) => `X-${i}: ${'v'.repeat(100)}`);
      world.origin.answer(respond('200 OK', many));

      assert.equal(field(await world.ask('GET /'), 'x-89')?.length, 100);
    },
  },
  {
    name: 'passes a status on that has no name',
    async run(world) {
      world.origin.answer(respond('299 Whatever'));

      assert.equal((await world.ask('GET /')).status, 299);
    },
  },
];
