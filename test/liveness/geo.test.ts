import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { geoDatabase } from '../support/geo-database.ts';
import { alive } from './alive.ts';
import type { Slots } from './config-text.ts';
import { type Ask, Stage } from './stage.ts';

const folder = mkdtempSync(join(tmpdir(), 'geo-'));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'countries.mmdb');
const other = join(folder, 'others.mmdb');
writeFileSync(path, geoDatabase({ '198.51.100.0/24': 'DE', '203.0.113.0/24': 'FR' }));
const binary = join(folder, 'countries.bin');
writeFileSync(binary, geoDatabase({ '198.51.100.0/24': 'DE' }));
writeFileSync(other, geoDatabase({ '198.51.100.0/24': 'FR' }));

const filter = (text: string, database = path): Slots => ({
  filters: `filter "f" { type "geo"; database-path "${database}"; ${text} }`,
  route: 'filters "f"',
  listener: 'trusted-proxies "192.0.2.1"',
});
const from = (address: string, headers: Ask['headers'] = {}): Ask => ({
  headers: { 'x-forwarded-for': address, accept: 'text/plain', ...headers },
});
const german = from('198.51.100.7');
const french = from('203.0.113.7');
const unknown = from('192.0.2.200');
const statuses =
  (...asks: Ask[]) =>
  async (stage: Stage) => {
    const seen = [];
    for (const ask of asks) seen.push((await stage.ask(ask)).status);
    return seen.join(' ');
  };
const told = async (stage: Stage) => (await stage.ask(german)).headers.get('x-geoip-country');
/** A stage whose database cannot be asked. */
const broken = (look: (stage: Stage) => Promise<unknown>) => (stage: Stage) => {
  stage.platform.geoFails = true;
  return look(stage);
};

describe('filters of type geo', () => {
  const named = (one: string, two: string): Slots => ({
    ...filter(''),
    filters: `filter "${one}" { type "geo"; database-path "${path}"; countries "DE" }; filter "${two}" { type "headers" }`,
  });
  alive('filters[geo].type', 'decides what a filter does', {
    off: named('g', 'f'),
    on: named('f', 'g'),
    see: statuses(german),
    shows: ['200', '403'],
  });
  alive('filters[geo].id', 'is the name that routes use', {
    off: named('g', 'f'),
    on: named('f', 'g'),
    see: told,
    shows: [undefined, 'DE'],
  });
  alive('filters[geo].database-path', 'is where countries are looked up', {
    off: filter('countries "DE"'),
    on: filter('countries "DE"', other),
    see: statuses(german),
    shows: ['403', '200'],
  });
  test('filters[geo].database-type says of what form it is, whatever its name ends in', async () => {
    const bin = (text: string) => Stage.of(filter(`countries "DE"; ${text}`, binary));
    await assert.rejects(bin(''), /IP2Location in their own format/);
    await assert.rejects(bin('database-type "ip2location"'), /database-type: .*IP2Location in their own format/);
    const stage = await bin('database-type "maxmind"');

    assert.equal((await stage.ask(german)).status, 403);
  });
  alive('filters[geo].countries', 'names the countries', {
    off: filter('countries "it,DE"'),
    on: filter('countries "FR"'),
    see: statuses(german, french, unknown),
    shows: ['403 200 200', '200 403 200'],
  });
  alive('filters[geo].action', 'says what happens to them', {
    off: filter('action "allow"; countries "DE"'),
    on: filter('action "log-only"; countries "DE"'),
    see: statuses(german, french, unknown),
    shows: ['200 403 403', '200 200 200'],
  });
  alive('filters[geo].on-unknown', 'says what happens to addresses nobody knows', {
    off: filter('countries "DE"'),
    on: filter('countries "DE"; on-unknown "closed"'),
    see: statuses(french, unknown),
    shows: ['200 200', '200 403'],
  });
  alive('filters[geo].on-failure', 'says what happens when nothing can be looked up', {
    off: filter('countries "DE"'),
    on: filter('countries "DE"; on-failure "closed"'),
    see: broken(statuses(french)),
    shows: ['200', '403'],
  });
  alive('filters[geo].status-code', 'is the status of the refusal', {
    off: filter('countries "DE"'),
    on: filter('countries "DE"; status-code 451'),
    see: statuses(german),
    shows: ['403', '451'],
  });
  alive('filters[geo].block-message', 'is what the client is told', {
    off: filter('countries "DE"'),
    on: filter('countries "DE"; block-message "Not there."'),
    see: async (stage) => (await stage.ask(german)).text.includes('Not there.'),
    shows: [false, true],
  });
  alive('filters[geo].cache-ttl-secs', 'is how long an answer is remembered', {
    off: filter('action "log-only"; cache-ttl-secs 60'),
    on: filter('action "log-only"; cache-ttl-secs 0'),
    see: async (stage) => {
      const before = await told(stage);
      stage.platform.geoFails = true;
      return [before, await told(stage)];
    },
    shows: [
      ['DE', 'DE'],
      ['DE', undefined],
    ],
  });
  alive('filters[geo].add-country-header', 'tells the client its country', {
    off: filter('action "log-only"; add-country-header #false'),
    on: filter('action "log-only"'),
    see: told,
    shows: [undefined, 'DE'],
  });
  alive('filters[geo].upstream-header', 'tells the upstream the country, and removes what the client said', {
    off: filter('action "log-only"'),
    on: filter('action "log-only"; upstream-header "X-Country"'),
    see: async (stage) => {
      const seen = [];
      for (const ask of [german, unknown]) {
        await stage.ask({ headers: { ...ask.headers, 'x-country': 'US', x_country: 'US' } });
        seen.push(stage.calls.at(-1)!.request.head.headers.get('x-country') ?? 'none');
      }
      return seen.join(' ');
    },
    shows: ['US US', 'DE none'],
  });
  alive('observability.logging.access-log.fields.geo-country', 'tells the country in the access log', {
    off: { ...filter('action "log-only"'), logging: 'access-log { fields { geo-country #false } }' },
    on: { ...filter('action "log-only"'), logging: 'access-log { }' },
    see: async (stage) => {
      await stage.ask(german);
      const { line } = stage.platform.lines.find(({ stream }) => stream === 'access')!;
      return (JSON.parse(line) as { geo_country?: string }).geo_country;
    },
    shows: [undefined, 'DE'],
  });
});
