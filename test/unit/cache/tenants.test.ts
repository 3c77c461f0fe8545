import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { BytesBody } from '../../../shared/http/bytes-body.ts';
import { collectBody } from '../../../shared/http/collect-body.ts';
import { hashOf } from '../../../shared/keys/key-secret.ts';
import type { Slots } from '../../liveness/config-text.ts';
import { type Ask, Stage } from '../../liveness/stage.ts';
import type { FakeCall } from '../../support/fake-transport.ts';
import { signedWith } from '../../support/tokens.ts';
import { secretNumber } from '../../support/virtual-keys.ts';

const bcrypt = '$2b$04$SV4FI5TFvFw/LrKsIDxcTu.Bn82D9QTR02alfTxg0hX0WBlpV.COK';
const secret = 'a secret of at least thirty-two characters';
const begin = 1_700_001_000_000;

/** A filter that lets people in, and the same request as several of them make it. */
interface Row {
  readonly filter: string;
  readonly name: string;
  readonly settings: string;
  readonly top?: string;
  readonly people: readonly Ask[];
  /** What servers answer that the filter asks. */
  readonly decides?: (call: FakeCall) => void;
  /** Nobody is answered from the cache; each is, from what was kept for them, when absent. */
  readonly isPast?: boolean;
}

const basic = (name: string): Ask => ({ headers: { authorization: `Basic ${btoa(`${name}:open sesame`)}` } });
const withCookie = (cookie: string): Ask => ({ headers: { cookie } });
const byCookie = async (claims: object): Promise<Ask> =>
  withCookie(`t=${await signedWith(secret, { ...claims }, begin)}`);
const json = (call: FakeCall, value: object): void => call.answer(200, new BytesBody(JSON.stringify(value)));
const askIssuer = 'url "http://auth.test/introspect"; client-id "me"; client-secret "mine"; cookie "t"';

const rows: readonly Row[] = [
  {
    ...{ filter: 'basic-auth', name: 'by name', people: [basic('ann'), basic('bob')] },
    settings: `users { user "ann" "${bcrypt}"; user "bob" "${bcrypt}" }`,
  },
  {
    ...{ filter: 'api-keys', name: 'by whose key it is' },
    settings: `keys { key "shop" "${await sha256('a'.repeat(32))}"; key "bank" "${await sha256('b'.repeat(32))}" }`,
    people: ['a', 'b'].map((key) => ({ headers: { 'x-api-key': key.repeat(32) } })),
  },
  {
    ...{ filter: 'jwt', name: 'by subject', settings: `secret "${secret}"; cookie "t"` },
    people: [await byCookie({ sub: 'ann' }), await byCookie({ sub: 'bob' })],
  },
  {
    ...{ filter: 'jwt', name: 'token by token where there is no subject', settings: `secret "${secret}"; cookie "t"` },
    people: [await byCookie({ jti: '1' }), await byCookie({ jti: '2' }), await byCookie({ sub: '', jti: '3' })],
  },
  {
    ...{ filter: 'introspection', name: 'by subject', settings: askIssuer },
    people: [withCookie('t=ann'), withCookie('t=bob')],
    decides: async (call) => json(call, { active: true, sub: await formField(call, 'token') }),
  },
  {
    ...{ filter: 'introspection', name: 'token by token where the issuer tells no more than that it is good' },
    settings: askIssuer,
    people: [withCookie('t=ann'), withCookie('t=bob')],
    decides: (call) => json(call, { active: true, client_id: 'shop' }),
  },
  {
    ...{ filter: 'forward-auth', name: 'by what the other server tells of them' },
    settings: 'upstream "auth"; request-headers "Cookie"; upstream-headers "X-User"',
    people: [withCookie('s=ann'), withCookie('s=bob')],
    decides: (call) => call.answer(204, null, { 'x-user': call.request.head.headers.get('cookie')! }),
  },
  {
    ...{ filter: 'forward-auth', name: 'by their credentials where it tells their rights alone' },
    settings: 'upstream "auth"; request-headers "Cookie"; upstream-headers "X-Role"',
    people: [withCookie('s=ann'), withCookie('s=bob')],
    decides: (call) => call.answer(204, null, { 'x-role': 'reader' }),
  },
  {
    ...{ filter: 'forward-auth', name: 'who the other server says nothing of', isPast: true },
    settings: 'upstream "auth"; request-headers "X-Session"',
    people: [{ headers: { 'x-session': 'ann' } }, { headers: { 'x-session': 'bob' } }],
    decides: (call) => call.answer(204, null, { 'x-user': 'not copied' }),
  },
  {
    ...{ filter: 'virtual-key', name: 'by key', settings: 'optional #true' },
    top: `virtual-keys { store "none"
      key "one" { hash "${hashOf(secretNumber(1))}" }
      key "two" { hash "${hashOf(secretNumber(2))}" } }`,
    people: [{}, ...[1, 2].map((number) => ({ headers: { authorization: `Bearer ${secretNumber(number)}` } }))],
  },
];

function slotsOf({ filter, settings, top = '' }: Row, more: string): Slots {
  return {
    top,
    filters: `filter "guard" { type "${filter}"; ${settings} }`,
    route: `cache { enabled #true; ${more} }; filters "guard"`,
    upstreams: 'upstream "auth" { target "auth.test:80" }',
  };
}

async function stageOf(row: Row, more = ''): Promise<Stage> {
  // On Workers the platform knows the countries, which spares a database.
  const stage = await Stage.of(slotsOf(row, more), row.filter === 'geo' ? { runtime: 'workerd' } : {});
  let number = 0;
  stage.origin = (call) => {
    if (call.request.address.host === 'auth.test') {
      row.decides?.(call);
      return;
    }
    number += 1;
    call.answer(200, new BytesBody(`answer ${number}`), { 'cache-control': 'public, max-age=60' });
  };
  return stage;
}

describe('what is kept behind a filter that knows who asks', () => {
  for (const row of rows) {
    test(`${row.filter} is ${row.isPast ? 'for nobody:' : 'kept'} ${row.name}`, async () => {
      for (const more of ['', 'cache-private #true']) {
        const stage = await stageOf(row, more);
        const first: string[] = [];
        for (const person of row.people) first.push(await textOf(stage, person));
        const again: string[] = [];
        for (const person of row.people) again.push(await textOf(stage, person));

        assert.equal(new Set(first).size, row.people.length, 'nobody gets what was fetched for another');
        if (row.isPast) assert.equal(new Set([...first, ...again]).size, 2 * row.people.length);
        else assert.deepEqual(again, first);
      }
    });
  }

  test('is shown here for every filter that lets people in', () => {
    const lettingIn = namesOfFilters(/noteVerified\(|tokenGate\(|keyEntry\(/);

    assert.deepEqual(new Set(rows.map(({ filter }) => filter)), new Set(lettingIn));
  });
});

/** A filter that tells the upstream what it knows of a request, and requests of which it tells other things. */
interface Teller extends Pick<Row, 'filter' | 'settings' | 'decides'> {
  readonly asks: readonly Ask[];
}

const tellers: readonly Teller[] = [
  {
    ...{ filter: 'geo', settings: 'action "log-only"; upstream-header "X-Country"' },
    asks: [{ country: 'DE' }, { country: 'FR' }, {}],
  },
  {
    ...{ filter: 'jwt', settings: `secret "${secret}"; cookie "t"; claims-to-headers { X-Since "iat" }` },
    asks: [await byCookie({ sub: 'ann', iat: 1_700_000_000 }), await byCookie({ sub: 'ann', iat: 1_700_000_500 })],
  },
  {
    ...{ filter: 'introspection', settings: `${askIssuer}; claims-to-headers { X-Session "jti" }` },
    asks: [withCookie('t=one'), withCookie('t=two')],
    decides: async (call) => json(call, { active: true, sub: 'ann', jti: await formField(call, 'token') }),
  },
  {
    ...{ filter: 'basic-auth', asks: [basic('ann'), basic('bob')] },
    settings: `users { user "ann" "${bcrypt}"; user "bob" "${bcrypt}" }; user-header "X-User"`,
  },
  {
    ...{ filter: 'api-keys', asks: ['a', 'b'].map((key) => ({ headers: { 'x-api-key': key.repeat(32) } })) },
    settings: `forward-credentials #true
      keys { key "shop" "${await sha256('a'.repeat(32))}"; key "bank" "${await sha256('b'.repeat(32))}" }`,
  },
  {
    ...{ filter: 'forward-auth', asks: [withCookie('s=ann'), withCookie('s=bob')] },
    settings: 'upstream "auth"; request-headers "Cookie"; upstream-headers "X-User"',
    decides: (call) => call.answer(204, null, { 'x-user': call.request.head.headers.get('cookie')! }),
  },
  { filter: 'strip-prefix', settings: 'prefixes "/a" "/b"', asks: [{ target: '/a/x' }, { target: '/b/x' }] },
];

/** Filters that write fields by which no two clients differ, or that only take some away. */
const silent: readonly string[] = [
  'headers', // what stands in the configuration; what is renamed is told apart where answers vary by it
  'request-id', // a name of the request alone
  'maintenance', // takes its secret away
];

describe('what is kept of answers to requests of which filters tell the upstream', () => {
  for (const { filter, settings, asks, decides } of tellers) {
    test(`answers nobody of whom ${filter} would have told something else`, async () => {
      const stage = await stageOf({ filter, settings, name: '', people: asks, ...(decides && { decides }) });
      const first: string[] = [];
      for (const ask of asks) first.push(await textOf(stage, ask));
      const again: string[] = [];
      for (const ask of asks) again.push(await textOf(stage, ask));

      assert.equal(new Set(first).size, asks.length);
      assert.deepEqual(again, first);
    });
  }

  test('is not kept by country where the upstream is not told it', async () => {
    const stage = await stageOf({ filter: 'geo', settings: 'action "log-only"', name: '', people: [] });

    assert.equal(await textOf(stage, { country: 'DE' }), await textOf(stage, { country: 'FR' }));
  });

  test('is the same by whatever id the request goes', async () => {
    const stage = await stageOf({ filter: 'request-id', settings: 'accept "always"', name: '', people: [] });

    assert.equal(
      await textOf(stage, { headers: { 'x-request-id': 'one' } }),
      await textOf(stage, { headers: { 'x-request-id': 'two' } }),
    );
  });

  test('is shown here for every filter that writes fields for the upstream', () => {
    const writing = namesOfFilters(/onUpstream|tokenGate\(/);

    assert.deepEqual(new Set([...tellers.map(({ filter }) => filter), ...silent]), new Set(writing));
  });
});

describe('what is kept where requests go to several upstreams', () => {
  test('answers nobody who would have been sent to another', async () => {
    const stage = await Stage.of({
      filters: `filter "canary" { type "traffic-split"
        splits { split "new" { upstream "next"; percent 0; header "X-Canary" } } }`,
      route: 'cache { enabled #true }; filters "canary"',
      upstreams: 'upstream "next" { target "next.test:80" }',
    });
    stage.origin = (call) =>
      call.answer(200, new BytesBody(call.request.address.host), { 'cache-control': 'max-age=60' });
    const texts: string[] = [];
    for (const ask of [{ headers: { 'x-canary': '1' } }, {}, { headers: { 'x-canary': '1' } }, {}]) {
      texts.push(await textOf(stage, ask));
    }

    assert.deepEqual(texts, ['next.test', 'a.test', 'next.test', 'a.test']);
    assert.equal(stage.calls.length, 2);
  });
});

/** The names of the filters whose text has this in it. */
function namesOfFilters(form: RegExp): readonly (string | undefined)[] {
  const folder = new URL('../../../shared/filters/', import.meta.url);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(new URL(file, folder), 'utf8'))
    .filter((text) => form.test(text))
    .map((text) => /defineFilter\(\{\s*name: '([\w-]+)'/.exec(text)?.[1]);
}

async function textOf(stage: Stage, ask: Ask): Promise<string> {
  const { status, text } = await stage.ask(ask);
  assert.equal(status, 200, text);
  return text;
}

async function sha256(text: string): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))).toString('hex');
}

async function formField(call: FakeCall, name: string): Promise<string> {
  const bytes = await collectBody(call.request.body!, 10_000);
  return new URLSearchParams(new TextDecoder().decode(bytes)).get(name) ?? '';
}
