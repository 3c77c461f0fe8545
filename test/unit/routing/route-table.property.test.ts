import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FieldInput, MatchInput } from '../../../shared/routing/conditions.ts';
import { explainMatch } from '../../../shared/routing/explain-match.ts';
import { RouteTable } from '../../../shared/routing/route-table.ts';
import { shadowedRoutes } from '../../../shared/routing/shadowed-routes.ts';
import { SeededRandom, testSeed } from '../../support/seeded-random.ts';
import { asked, route } from './facts.ts';
import { naiveAllowed, naiveMatch, type PlainRoute } from './naive-match.ts';

const segments = ['a', 'b', 'ab', 'abc', 'api', 'apis', 'v1', 'v2', '', 'x.png', '~u', '%2F'];
const regexes = ['^/a', '^/api/v[0-9]', '\\.png$', '^/(a|b)/', 'b', '^/ab*c$', '^/[^/]+$', '^/', '/v\\d(/|$)'];
const hostConditions = [
  'x.org',
  'A.x.org',
  'b.a.x.org',
  'y.org',
  '*.x.org',
  '*.a.x.org',
  '*.org',
  '^[ab]\\.',
  'x[.]org$',
];
const hosts = [
  'x.org',
  'a.x.org',
  'A.X.ORG:8080',
  'b.a.x.org',
  'y.org:80',
  'org',
  'z.y.org',
  '',
  '127.0.0.1:1',
  'xx.org',
];
const methods = ['GET', 'POST', 'PUT', 'DELETE', 'get'];
const names = ['x-a', 'x-b', 'x-c'];
const values = ['1', '2', 'x y', ''];

/** Draws routes and requests from a world so small that they often meet. */
class World {
  readonly #random: SeededRandom;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
  }

  chance(share: number): boolean {
    return this.#random.next() < share;
  }

  upTo(max: number): number {
    return this.#random.below(max + 1);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.upTo(list.length - 1)]!;
  }

  some<T>(max: number, make: () => T): T[] {
    return Array.from({ length: 1 + this.upTo(max - 1) }, make);
  }

  path(): string {
    return `/${this.some(3, () => this.pick(segments)).join('/')}`;
  }

  field(): FieldInput {
    const name = this.pick(names);
    return this.chance(0.7) ? { name, value: this.pick(values) } : { name };
  }

  match(): MatchInput {
    return {
      ...(this.chance(0.4) && { path: this.some(2, () => this.path()) }),
      ...(this.chance(0.5) && { 'path-prefix': this.some(2, () => this.path()) }),
      ...(this.chance(0.2) && { 'path-regex': this.some(2, () => this.pick(regexes)) }),
      ...(this.chance(0.4) && { host: this.some(2, () => this.pick(hostConditions)) }),
      ...(this.chance(0.3) && { method: this.some(2, () => this.pick(methods).toUpperCase()) }),
      ...(this.chance(0.3) && { header: this.some(2, () => this.field()) }),
      ...(this.chance(0.2) && { 'query-param': this.some(2, () => this.field()) }),
    };
  }

  routes(): PlainRoute[] {
    const crowd = this.chance(0.2) ? this.path() : undefined;
    return Array.from({ length: this.upTo(60) }, (_, i) => {
      const match = this.match();
      const narrowed =
        crowd === undefined ? match : { ...match, path: [crowd], 'path-prefix': [], 'path-regex': [], host: [] };
      return { id: `r${i}`, priority: this.chance(0.7) ? 50 : this.pick([10, 60, 100, -3]), match: narrowed };
    });
  }

  request(routes: readonly PlainRoute[]) {
    const known = routes.length > 0 && this.chance(0.5) ? this.pick(routes).match.path?.[0] : undefined;
    const pairs = () => Array.from({ length: this.upTo(3) }, () => [this.pick(names), this.pick(values)] as const);
    const query = this.chance(0.5) ? '' : `?${new URLSearchParams(pairs().map(([name, value]) => [name, value]))}`;
    return asked(`${known ?? this.path()}${query}`, {
      method: this.pick(methods),
      host: this.pick(hosts),
      headers: pairs(),
    });
  }
}

const seed = testSeed();

test('every table finds the route that asking one after the other finds', () => {
  const world = new World(seed);
  for (let round = 0; round < 120; round += 1) {
    const plain = world.routes();
    const table = new RouteTable(plain.map(({ id, match, priority }) => route(id, match, priority)));
    for (let i = 0; i < 30; i += 1) {
      const facts = world.request(plain);
      const about = `seed ${seed}: ${JSON.stringify(facts)} among ${JSON.stringify(plain)}`;
      assert.equal(table.match(facts)?.id, naiveMatch(plain, facts)?.id, about);
      assert.deepEqual(table.allowedMethods(facts), naiveAllowed(plain, facts), about);
    }
  }
});

test('the explanation names the route that the table finds', () => {
  const world = new World(seed + 1);
  for (let round = 0; round < 100; round += 1) {
    const plain = world.routes();
    const routes = plain.map(({ id, match, priority }) => route(id, match, priority));
    const table = new RouteTable(routes);
    for (let i = 0; i < 10; i += 1) {
      const facts = world.request(plain);
      const { winner, considered } = explainMatch(routes, facts);
      assert.equal(winner, table.match(facts), `seed ${seed}: ${JSON.stringify(facts)} among ${JSON.stringify(plain)}`);
      assert.equal(considered.length, routes.length);
    }
  }
});

test('a route that is said to be shadowed is never found', () => {
  const world = new World(seed + 2);
  let named = 0;
  for (let round = 0; round < 120; round += 1) {
    const plain = world.routes();
    const routes = plain.map(({ id, match, priority }) => route(id, match, priority));
    const shadowed = new Set(shadowedRoutes(routes).map((one) => one.route));
    named += shadowed.size;
    const table = new RouteTable(routes);
    for (let i = 0; i < 30; i += 1) {
      const facts = world.request(plain);
      const found = table.match(facts);
      assert.ok(
        !found || !shadowed.has(found),
        `seed ${seed}: ${found?.id} by ${JSON.stringify(facts)} of ${JSON.stringify(plain)}`,
      );
    }
  }
  assert.ok(named > 40, `only ${named} shadowed routes were named`);
});
