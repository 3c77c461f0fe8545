import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { geoDatabase } from '../../support/geo-database.ts';
import { field } from '../../support/raw-message.ts';
import type { Case, Ports } from '../case.ts';
import { errorCode } from '../error-code.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';
import type { SubjectName } from '../subjects.ts';

const databases = new Map<SubjectName, string>();

export const alsoByFetch = true;

/** A database for each subject; Workers have none, and nobody there knows the country of a client in a test. */
export async function setUp(runtime: SubjectName): Promise<{ stop(): Promise<void> }> {
  if (runtime.startsWith('workerd')) return { stop: () => Promise.resolve() };
  const folder = await mkdtemp(join(tmpdir(), 'geo-'));
  const path = join(folder, 'countries.mmdb');
  await writeFile(path, geoDatabase({ '198.51.100.0/24': 'DE', '2001:db8::/32': 'FR' }));
  databases.set(runtime, path);
  return { stop: () => rm(folder, { recursive: true }) };
}

export const config = (ports: Ports) => {
  const path = databases.get(ports.runtime);
  const filter = (id: string, settings: string) =>
    `filter "${id}" { type "geo"; ${settings}; ${path === undefined ? '' : `database-path "${path}"`} }`;
  return sentinel(ports, {
    listener: 'trusted-proxies "127.0.0.1"',
    upstreams: upstream('app', [ports.a]),
    routes: ['block', 'allow', 'told'].map((id) => prefixRoute(id, `/${id}`, 'app', `filters "${id}"`)).join('\n'),
    more: `filters {
      ${filter('block', 'countries "DE"')}
      ${filter('allow', 'action "allow"; countries "FR"; status-code 451')}
      ${filter('told', 'action "log-only"; upstream-header "X-Country"')}
    }`,
  });
};

const from = (address: string, ...more: string[]) => ({ headers: [`X-Forwarded-For: ${address}`, ...more] });
const differs = { workerd: 'no-geo-database', 'workerd-fetch': 'no-geo-database' } as const;

export const cases: readonly Case[] = [
  {
    name: 'requests from listed countries are refused',
    differs,
    async run(world) {
      const refused = await world.ask('GET /block', from('198.51.100.7'));

      assert.equal(refused.status, 403);
      assert.equal(errorCode(refused), 'access_denied');
      assert.equal((await world.ask('GET /block', from('2001:db8::1'))).status, 200);
    },
  },
  {
    name: 'requests from anywhere else are refused where countries are allowed',
    differs,
    async run(world) {
      assert.equal((await world.ask('GET /allow', from('2001:db8::1'))).status, 200);
      assert.equal((await world.ask('GET /allow', from('198.51.100.7'))).status, 451);
    },
  },
  {
    name: 'the country is told to the client and to the upstream',
    differs,
    async run(world) {
      const reply = await world.ask('GET /told', from('198.51.100.7', 'X-Country: US', 'X_Country: US'));

      assert.equal(field(reply, 'x-geoip-country'), 'DE');
      assert.equal(field(world.seen, 'x-country'), 'DE');
      assert.equal(field(world.seen, 'x_country'), undefined);
    },
  },
  {
    name: 'of clients whose country nobody knows nothing is told, and the policy decides',
    async run(world) {
      assert.equal((await world.ask('GET /block', from('203.0.113.7'))).status, 200);
      assert.equal((await world.ask('GET /allow', from('203.0.113.7'))).status, 451);
      const reply = await world.ask('GET /told', from('203.0.113.7', 'X-Country: US'));

      assert.equal(field(reply, 'x-geoip-country'), undefined);
      assert.equal(field(world.allSeen[1]!, 'x-country'), undefined);
    },
  },
];
