import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json, messages, play } from '../../support/ai/ai-world.ts';
import type { WholeReply } from '../../support/raw-client.ts';
import { field } from '../../support/raw-message.ts';
import { keyRecord, secretNumber } from '../../support/virtual-keys.ts';
import type { Case, Ports } from '../case.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';
import type { SubjectName } from '../subjects.ts';
import type { World } from '../world.ts';

const token = 'open-sesame';
const declared = keyRecord(1).secrets[0].hash;

/** What the runtime's keys are kept in; on workerd that is the storage of the harness. */
const folderOf = (runtime: SubjectName): string => join(tmpdir(), `sentinel-parity-keys-${process.pid}-${runtime}`);

export async function setUp(runtime: SubjectName): Promise<{ stop(): Promise<void> }> {
  return { stop: async () => rmSync(folderOf(runtime), { recursive: true, force: true }) };
}

export const config = (ports: Ports) =>
  sentinel(ports, {
    system: `admin-token "${token}"${ports.runtime === 'workerd' ? '' : `; state-directory "${folderOf(ports.runtime)}"`}`,
    upstreams: upstream('a', [ports.a]),
    routes: [
      prefixRoute('ai', '/ai', 'a', 'inference { }'),
      prefixRoute('plain', '/plain', 'a', 'filters "by-key"'),
      'route "admin" { matches { path-prefix "/.sentinel" }; builtin-handler "admin" }',
    ].join('\n'),
    more: `
      virtual-keys { cache-secs 0.2; key "declared" { hash "${declared}"; models "gpt-*"; routes "ai" } }
      filters { filter "by-key" { type "virtual-key" } }`,
  });

async function admin(world: World, line: string, body?: unknown): Promise<WholeReply> {
  const headers = [`Authorization: Bearer ${token}`, ...json];
  return world.ask(line, { headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
}

const contentOf = ({ text }: WholeReply) => JSON.parse(text) as Readonly<Record<string, unknown>>;
const issue = async (world: World, form: object) => contentOf(await admin(world, 'POST /.sentinel/keys', form));

/** Asks for a chat by a key. */
function chat(world: World, secret: unknown, model = 'gpt-4o', path = '/ai/v1/chat/completions'): Promise<WholeReply> {
  const body = JSON.stringify({ model, messages, max_tokens: 10 });
  const shown = secret === undefined ? [] : [`Authorization: Bearer ${String(secret)}`];
  return world.ask(`POST ${path}`, { headers: [...json, ...shown], body });
}

export const cases: readonly Case[] = [
  {
    name: 'lets in by a declared key, within what it is for, and never sends it on',
    async run(world) {
      const [a] = play(world, {});
      const good = await chat(world, secretNumber(1));
      const others = [
        await chat(world, secretNumber(1), 'o3'),
        await chat(world, secretNumber(2)),
        await chat(world, undefined),
      ];
      const elsewhere = await world.ask('GET /plain', { headers: [`X-Api-Key: ${secretNumber(1)}`] });

      assert.equal(good.status, 200);
      assert.deepEqual(
        others.map(({ status }) => status),
        [403, 401, 401],
      );
      assert.equal(elsewhere.status, 403);
      assert.equal(a!.length, 1);
      assert.ok(!JSON.stringify(world.allSeen).includes('sk-sentinel'));
    },
  },
  {
    name: 'refuses in the form of the dialect',
    async run(world) {
      const openai = await chat(world, secretNumber(2));
      const anthropic = await chat(world, secretNumber(2), 'claude', '/ai/v1/messages');

      assert.equal(field(openai, 'www-authenticate'), 'Bearer realm="sentinel"');
      assert.equal((contentOf(openai)['error'] as Record<string, unknown>)['message'], 'The key is not known.');
      assert.equal((contentOf(anthropic)['error'] as Record<string, unknown>)['type'], 'authentication_error');
    },
  },
  {
    name: 'issues, rotates and revokes keys while it runs',
    async run(world) {
      play(world, {}, {});
      const { secret, id } = await issue(world, { name: 'team' });
      const first = await chat(world, secret);
      const { secret: next } = contentOf(
        await admin(world, `POST /.sentinel/keys/${String(id)}/rotate`, { grace_secs: 60 }),
      );
      const both = [await chat(world, secret), await chat(world, next)];
      await admin(world, `POST /.sentinel/keys/${String(id)}/revoke`, {});
      const late = [await chat(world, secret), await chat(world, next)];

      assert.deepEqual(
        [first, ...both, ...late].map(({ status }) => status),
        [200, 200, 200, 401, 401],
      );
    },
  },
  {
    name: 'holds the limits of a key',
    async run(world) {
      play(world, {});
      const { secret } = await issue(world, { limits: { requests_per_minute: 2 } });
      const statuses: number[] = [];
      for (let i = 0; i < 3; i += 1) statuses.push((await chat(world, secret)).status);

      assert.deepEqual(statuses, [200, 200, 429]);
    },
  },
  {
    name: 'tells problems of the admin API, and keeps it to the holder of the token',
    async run(world) {
      const wrong = await admin(world, 'POST /.sentinel/keys', { nmae: 'x' });
      const closed = await world.ask('GET /.sentinel/keys', { headers: ['Authorization: Bearer no'] });
      const described = contentOf(await admin(world, 'GET /.sentinel/openapi.json'));

      assert.deepEqual([wrong.status, field(wrong, 'content-type')], [422, 'application/problem+json']);
      assert.deepEqual([closed.status, field(closed, 'content-type')], [401, 'application/problem+json']);
      assert.equal(described['openapi'], '3.1.0');
    },
  },
];
