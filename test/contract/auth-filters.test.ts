import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../shared/errors/fault.ts';
import { BytesBody } from '../../shared/http/bytes-body.ts';
import type { RequestHead } from '../../shared/http/head.ts';
import { HeaderList } from '../../shared/http/header-list.ts';
import { Stage } from '../liveness/stage.ts';
import type { FakeCall } from '../support/fake-transport.ts';
import { SeededRandom } from '../support/seeded-random.ts';
import { issuerKey, signedWith } from '../support/tokens.ts';

const secret = 'a secret of at least thirty-two characters';
const published = await issuerKey('one');

interface Row {
  readonly type: string;
  /** Settings with which the upstream is told in `X-User` that `ann` asks. */
  readonly settings: string;
  readonly upstreams?: string;
  credentials(stage: Stage): string | Promise<string>;
  /** In which field they stand. */
  readonly field: string;
  /** Whether a call is to the part outside that decides, and how it answers when all is well. */
  readonly outside?: { is(call: FakeCall): boolean; well(call: FakeCall): void };
}

const toPath = (path: string) => (call: FakeCall) => call.request.head.path === path;
const json = (call: FakeCall, value: unknown) => call.answer(200, new BytesBody(JSON.stringify(value)));

const rows: readonly Row[] = [
  {
    type: 'basic-auth',
    settings: `user-header "X-User"
      users { user "ann" "$2b$04$SV4FI5TFvFw/LrKsIDxcTu.Bn82D9QTR02alfTxg0hX0WBlpV.COK" }`,
    field: 'authorization',
    credentials: () => `Basic ${btoa('ann:open sesame')}`,
  },
  {
    type: 'api-keys',
    settings: `name-header "X-User"
      keys { key "ann" "075b2e09d48d839aa7eb82ff61195fb7a942cf3c9bb5e910e9e8a1a09508f60c" }`,
    field: 'x-api-key',
    credentials: () => 'key-of-the-shop-0123456789abcdef',
  },
  {
    type: 'jwt',
    settings: `secret "${secret}"; claims-to-headers { X-User "sub" }`,
    field: 'authorization',
    credentials: async (stage) => `Bearer ${await signedWith(secret, { sub: 'ann' }, stage.platform.clock.now())}`,
  },
  {
    type: 'jwt',
    settings: `jwks-url "http://127.0.0.1:9/keys"; issuer "https://id.test"; claims-to-headers { X-User "sub" }`,
    field: 'authorization',
    credentials: async (stage) => `Bearer ${await published.sign({ sub: 'ann' }, stage.platform.clock.now())}`,
    outside: { is: toPath('/keys'), well: (call) => json(call, { keys: [published.jwk] }) },
  },
  {
    type: 'introspection',
    settings: `url "http://127.0.0.1:9/ask"; client-id "me"; client-secret "mine"; claims-to-headers { X-User "sub" }`,
    field: 'authorization',
    credentials: () => 'Bearer opaque',
    outside: { is: toPath('/ask'), well: (call) => json(call, { active: true, sub: 'ann' }) },
  },
  {
    type: 'forward-auth',
    settings: 'upstream "auth"; path "/ask"; upstream-headers "X-User"',
    upstreams: 'upstream "auth" { target "auth.test:80"; passive-health { enabled #false } }',
    field: 'authorization',
    credentials: () => 'Bearer any',
    outside: {
      is: toPath('/ask'),
      well(call) {
        const isThere = call.request.head.headers.has('authorization');
        if (isThere) call.answer(200, null, { 'x-user': 'ann' });
        else call.answer(401, null, { 'www-authenticate': 'Bearer realm="auth"' });
      },
    },
  },
];

async function stageOf({ type, settings, upstreams = '', outside }: Row): Promise<Stage> {
  const stage = await Stage.of({
    filters: `filter "f" { type "${type}"; ${settings} }`,
    route: 'filters "f"; policies { request-headers { rename { X-Old "X-User" } } }',
    upstreams,
  });
  stage.origin = (call) => {
    if (outside?.is(call)) outside.well(call);
    else call.answer(200, new BytesBody('ok'));
  };
  return stage;
}

const reached = (stage: Stage) => stage.calls.filter(({ request }) => request.address.host === 'a.test');
const sentNames = (stage: Stage) => [...stage.sent].filter(([, value]) => value === 'forged').map(([name]) => name);

for (const row of rows) {
  const { type, field, outside } = row;
  describe(`the filter ${type}${outside ? `, by ${outside.is.name || 'what is outside'}` : ''}`, () => {
    test('refuses who shows nothing, with the challenge, in the form the client reads', async () => {
      const stage = await stageOf(row);
      const asJson = await stage.ask({ headers: { accept: 'application/json' } });
      const asPage = await stage.ask({ headers: { accept: 'text/html' } });

      assert.deepEqual([asJson.status, asJson.code], [401, 'credentials_invalid']);
      assert.match(asJson.headers.get('www-authenticate')!, /^\w+ realm="/);
      assert.match(asPage.text, /<html/);
      assert.equal(reached(stage).length, 0);
    });

    test('lets in who shows what is right, and tells the upstream who it is', async () => {
      const stage = await stageOf(row);
      const { status } = await stage.ask({ headers: { [field]: await row.credentials(stage) } });

      assert.deepEqual([status, stage.sent.all('x-user')], [200, ['ann']]);
    });

    test('lets nobody write its field under any name that could be read as it', async () => {
      const stage = await stageOf(row);
      const random = new SeededRandom(7);
      const signs = "-_.!#$%&'*+^`|~";
      const names = ['x-user', ...Array.from(signs, (sign) => `x${sign}user`)];
      const headers = Object.fromEntries(names.map((name) => [name, 'forged']));
      const extra = { 'x-old': 'forged', connection: 'x-user, x-old', via: '1.1 x' };
      for (let i = 0; i < 5; i += 1) {
        const one = names[Math.floor(random.next() * names.length)]!;
        const given = { [one]: 'forged', 'x-userx': 'forged', ...(i === 0 ? headers : {}), ...extra };
        await stage.ask({ headers: { ...given, [field]: await row.credentials(stage) } });

        assert.deepEqual(stage.sent.all('x-user'), ['ann'], one);
        assert.deepEqual(sentNames(stage), ['x-userx'], one);
      }
    });

    if (field === 'authorization' && type !== 'forward-auth') {
      test('takes no second credentials', async () => {
        const stage = await stageOf(row);
        const good = await row.credentials(stage);
        const head: RequestHead = {
          method: 'GET',
          ...{ scheme: 'http' as const, authority: 'app.test', path: '/', query: undefined, version: '1.1' as const },
          headers: new HeaderList(['authorization', good, 'authorization', 'Bearer other']),
        };
        const reply = await stage.engine.handle(head, null, downstream);
        reply.finished({ bytesSent: 0, bytesReceived: 0, fault: undefined });

        assert.equal(reply.head.status, 401);
      });
    }

    if (outside) {
      const failures: Record<string, (call: FakeCall) => void> = {
        'answers 500': (call) => call.answer(500, new BytesBody('{}')),
        'is not reached': (call) => call.refuse(),
        'breaks off': (call) => call.fail(new Fault('upstream_reset')),
      };
      if (type !== 'forward-auth') {
        failures['answers no JSON'] = (call) => call.answer(200, new BytesBody('<html>'));
        failures['answers a list'] = (call) => call.answer(200, new BytesBody('[]'));
        failures['answers without end'] = (call) => call.answer(200, new BytesBody('{"keys":['.padEnd(600_000)));
        failures['sends elsewhere'] = (call) => call.answer(302, null, { location: 'http://evil.test/' });
      } else {
        failures['sends nowhere'] = (call) => call.answer(302, null);
        failures['answers 404'] = (call) => call.answer(404, null);
      }
      for (const [name, fail] of Object.entries(failures)) {
        test(`lets nobody in while the part outside ${name}`, async () => {
          const stage = await stageOf(row);
          stage.origin = (call) => (outside.is(call) ? fail(call) : call.answer(200));
          const { status, code } = await stage.ask({
            headers: { accept: 'application/json', [field]: await row.credentials(stage) },
          });

          assert.deepEqual([status, code, reached(stage).length], [503, 'auth_unavailable', 0]);
        });
      }

      if (type !== 'jwt') {
        test('shuts nobody out because others ask what the part outside finds fault with', async () => {
          const stage = await stageOf(row);
          const { origin } = stage;
          const headers = { accept: 'application/json' };
          stage.origin = (call) => call.answer(400, new BytesBody('no'));
          const codes: (string | undefined)[] = [];
          for (let i = 0; i < 8; i += 1) {
            codes.push((await stage.ask({ headers: { ...headers, [field]: `Bearer nonsense-${i}` } })).code);
          }
          stage.origin = origin;
          const good = await stage.ask({ headers: { [field]: await row.credentials(stage) } });

          assert.deepEqual(new Set(codes), new Set(['auth_unavailable']));
          assert.equal(good.status, 200);
        });
      }

      test('leaves the part outside alone after five failures, and asks again ten seconds later', async () => {
        const stage = await stageOf(row);
        const { origin } = stage;
        const headers = { [field]: await row.credentials(stage) };
        stage.origin = (call) => call.answer(500, new BytesBody('no'));
        await stage.times(8, { headers });
        const asked = stage.calls.length;
        stage.origin = origin;
        const early = await stage.ask({ headers });
        stage.platform.time.advance(10_020);
        const later = await stage.ask({ headers });

        assert.deepEqual([asked, early.status, later.status], [5, 503, 200]);
      });
    }
  });
}

const downstream = {
  ...{ listener: 'main', peerAddress: '192.0.2.1', peerPort: 4000, localPort: 8080, secure: false },
  pending: undefined,
  background() {},
  inform() {},
};
