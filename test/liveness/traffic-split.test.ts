import { describe } from 'node:test';
import { BytesBody } from '../../shared/http/bytes-body.ts';
import { alive } from './alive.ts';
import type { Slots } from './config-text.ts';
import type { Ask, Stage } from './stage.ts';

const targets = 'target "app.test:1"';
const upstreams = 'upstream "two" { target "two.test:2" }; upstream "three" { target "three.test:3" }';
const split = (parts: string, more = ''): Slots => ({
  filters: `filter "f" { type "traffic-split"; ${parts}; ${more} }`,
  route: 'filters "f"',
  targets,
  upstreams: parts.includes('"three"') ? upstreams : upstreams.slice(0, upstreams.indexOf(';')),
  listener: 'trusted-proxies "192.0.2.1"',
});
const toTwo = (what: string, more = '') => split(`split "b" { upstream "two"; ${what} }`, more);

/** Where requests went, in turn. */
const wentTo =
  (...asks: Ask[]) =>
  async (stage: Stage) => {
    stage.origin = (call) => call.answer(200, new BytesBody('ok'));
    for (const ask of asks.length === 0 ? [{}] : asks) await stage.ask(ask);
    return stage.calls.map(({ request }) => request.address.host.split('.')[0]).join(' ');
  };
const showing = (name: string, value: string): Ask => ({ headers: { [name]: value } });
const from = (address: string): Ask => showing('x-forwarded-for', address);

describe('filters of type traffic-split', () => {
  const named = (a: string, b: string): Slots => ({
    ...toTwo('percent 100'),
    filters: `filter "${a}" { type "traffic-split"; split "b" { upstream "two"; percent 100 } }; filter "${b}" { type "headers" }`,
  });
  alive('filters[traffic-split].type', 'decides what a filter does', {
    off: named('g', 'f'),
    on: toTwo('percent 100'),
    see: wentTo(),
    shows: ['app', 'two'],
  });
  alive('filters[traffic-split].id', 'is the name that routes use', {
    off: named('g', 'f'),
    on: named('f', 'g'),
    see: wentTo(),
    shows: ['app', 'two'],
  });
  alive('filters[traffic-split].splits.upstream', 'is where a part goes', {
    off: toTwo('percent 100'),
    on: split('split "b" { upstream "three"; percent 100 }'),
    see: wentTo(),
    shows: ['two', 'three'],
  });
  alive('filters[traffic-split].splits.percent', 'is the share of a part', {
    off: toTwo('percent 100'),
    on: toTwo('percent 25'),
    see: async (stage: Stage) => {
      const went = await wentTo(...Array.from({ length: 400 }, () => ({})))(stage);
      const share = went.split(' ').filter((name) => name === 'two').length;
      return share > 60 && share < 140 ? 'a quarter' : share;
    },
    shows: [400, 'a quarter'],
  });
  alive('filters[traffic-split].splits.header.name', 'is shown by those who belong to a part', {
    off: toTwo('header "X-Other" "yes"'),
    on: toTwo('header "X-Canary" "yes"'),
    see: wentTo(showing('x-canary', 'yes'), {}),
    shows: ['app app', 'two app'],
  });
  alive('filters[traffic-split].splits.header.value', 'is what they show', {
    off: toTwo('header "X-Canary"'),
    on: toTwo('header "X-Canary" "yes"'),
    see: wentTo(showing('x-canary', 'no'), showing('x-canary', 'yes')),
    shows: ['two two', 'app two'],
  });
  alive('filters[traffic-split].splits.cookie.name', 'is shown by those who belong to a part', {
    off: toTwo('cookie "other" "yes"'),
    on: toTwo('cookie "canary" "yes"'),
    see: wentTo(showing('cookie', 'a=b; canary=yes')),
    shows: ['app', 'two'],
  });
  alive('filters[traffic-split].splits.cookie.value', 'is what they show', {
    off: toTwo('cookie "canary"'),
    on: toTwo('cookie "canary" "yes"'),
    see: wentTo(showing('cookie', 'canary=no')),
    shows: ['two', 'app'],
  });
  alive('filters[traffic-split].key', 'keeps each client in its part', {
    off: toTwo('percent 50'),
    on: toTwo('percent 50', 'key "client-ip"'),
    see: async (stage: Stage) => {
      const addresses = Array.from({ length: 40 }, (_, i) => `203.0.113.${i}`);
      const went = (await wentTo(...addresses.flatMap((one) => [from(one), from(one)]))(stage)).split(' ');
      const isKept = addresses.every((_, i) => went[2 * i] === went[2 * i + 1]);
      return isKept && new Set(went).size === 2;
    },
    shows: [false, true],
  });
  const cookie = async (stage: Stage, ask: Ask = {}) => (await stage.ask(ask)).headers.get('set-cookie');
  alive('filters[traffic-split].sticky-cookie', 'keeps a client in the part it came to first', {
    off: toTwo('percent 1'),
    on: toTwo('percent 1', 'sticky-cookie "part"'),
    see: async (stage) => [await wentTo(showing('cookie', 'part=b'), {})(stage), await cookie(stage)],
    shows: [
      ['app app', undefined],
      ['two app', 'part=main; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax'],
    ],
  });
  alive('filters[traffic-split].sticky-max-age-secs', 'is how long the cookie is kept', {
    off: toTwo('percent 100', 'sticky-cookie "part"'),
    on: toTwo('percent 100', 'sticky-cookie "part"; sticky-max-age-secs 60'),
    see: cookie,
    shows: [
      'part=b; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax',
      'part=b; Path=/; Max-Age=60; HttpOnly; SameSite=Lax',
    ],
  });
  alive('filters[traffic-split].splits.id', 'is what clients are told', {
    off: toTwo('percent 100', 'response-header "X-Part"'),
    on: split('split "canary" { upstream "two"; percent 100 }', 'response-header "X-Part"'),
    see: async (stage) => (await stage.ask()).headers.get('x-part'),
    shows: ['b', 'canary'],
  });
  alive('filters[traffic-split].response-header', 'tells clients their part', {
    off: toTwo('percent 100'),
    on: toTwo('percent 100', 'response-header "X-Part"'),
    see: async (stage) => (await stage.ask()).headers.get('x-part'),
    shows: [undefined, 'b'],
  });
});
