import assert from 'node:assert/strict';
import { field } from '../../support/raw-message.ts';
import type { Behaviour, SeenRequest } from '../../support/raw-origin.ts';
import { breakOff, respond, stall } from '../../support/raw-origin-behaviours.ts';
import { issuerKey, signedWith } from '../../support/tokens.ts';
import type { Case, Ports } from '../case.ts';
import { errorCode } from '../error-code.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';
import type { World } from '../world.ts';

const secret = 'a secret of at least thirty-two characters';
const apiKey = 'key-of-the-shop-0123456789abcdef';
const hashes = {
  bcrypt: '$2b$04$SV4FI5TFvFw/LrKsIDxcTu.Bn82D9QTR02alfTxg0hX0WBlpV.COK',
  scrypt: '$scrypt$ln=10,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$IZ8jzfpPfyzD0fc9NyW4XnErzXWViSR0Owu7k1qR6kY',
  argon: '$argon2id$v=19$m=256,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$nPUH7v+rw+p5Xk1x/IVL5ETvhlp8s1/U4USGSHaeYME',
};
const published = await issuerKey('one');
const rsa = await issuerKey('two', 'RS256');
const edwards = await issuerKey('three', 'EdDSA');

export const config = (ports: Ports) =>
  sentinel(ports, {
    upstreams: [upstream('app', [ports.a]), upstream('auth', [ports.b])].join('\n'),
    routes: ['basic', 'keys', 'jwt', 'published', 'opaque', 'ask', 'late']
      .map((name) => prefixRoute(name, `/${name}`, 'app', `service-type "api"; filters "${name}"`))
      .concat(prefixRoute('limited', '/limited', 'app', 'service-type "api"; filters "jwt" "tenant"'))
      .join('\n'),
    more: `filters {
      filter "basic" {
        type "basic-auth"
        realm "Shop"
        user-header "X-User"
        users { user "ann" "${hashes.bcrypt}"; user "bob" "${hashes.scrypt}"; user "eve" "${hashes.argon}" }
      }
      filter "keys" {
        type "api-keys"
        query "key"
        cookie "key"
        name-header "X-User"
        keys { key "shop" "075b2e09d48d839aa7eb82ff61195fb7a942cf3c9bb5e910e9e8a1a09508f60c" }
      }
      filter "jwt" { type "jwt"; secret "${secret}"; claims-to-headers { X-User "sub"; X-Roles "roles" } }
      filter "tenant" { type "rate-limit"; limit 1; window 60; algorithm "fixed-window"; key "jwt-claim:org.id" }
      filter "published" {
        type "jwt"
        jwks-url "http://${ports.b}/keys"
        issuer "https://id.test"
        claims-to-headers { X-User "sub" }
      }
      filter "opaque" {
        type "introspection"
        url "http://${ports.b}/introspect"
        client-id "me"
        client-secret "mine"
        claims-to-headers { X-User "sub" }
      }
      filter "ask" { type "forward-auth"; upstream "auth"; path "/verify"; upstream-headers "X-User" }
      filter "late" { type "forward-auth"; upstream "auth"; path "/verify"; timeout-ms 200 }
    }`,
  });

const basic = (name: string, password = 'open sesame') => `Authorization: Basic ${btoa(`${name}:${password}`)}`;
const answer = (value: unknown): Behaviour =>
  respond('200 OK', ['Content-Type: application/json'], JSON.stringify(value));

/** The fields of a request as lines, in lower case but for the values. */
function linesOf({ headers }: SeenRequest): readonly string[] {
  return headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`);
}

/** What the upstream was told of who asks. */
function toldUser(world: World): readonly string[] {
  const [seen] = world.origin.seen;
  return linesOf(seen!).filter((line) => /^x.user:/.test(line));
}

async function refused(world: World, line: string, headers: readonly string[] = []): Promise<void> {
  const reply = await world.ask(line, { headers });
  assert.equal(reply.status, 401);
  assert.equal(errorCode(reply), 'credentials_invalid');
  assert.match(field(reply, 'www-authenticate')!, /^(?:Basic|Bearer|ApiKey) realm="/);
  assert.equal(world.origin.seen.length, 0);
}

const forgeries = ['X-User: forged', 'x_user: forged', 'X.User: forged', 'X_USER: forged', 'Connection: X-User'];

export const cases: readonly Case[] = [
  {
    name: 'lets users in by the hash of their password, whatever made it',
    async run(world) {
      await refused(world, 'GET /basic');
      await refused(world, 'GET /basic', [basic('ann', 'wrong')]);
      await refused(world, 'GET /basic', [basic('nobody')]);
      for (const name of ['ann', 'bob', 'eve']) {
        assert.equal((await world.ask('GET /basic', { headers: [basic(name)] })).status, 200, name);
      }
      assert.equal(field(await world.ask('GET /basic'), 'www-authenticate'), 'Basic realm="Shop", charset="UTF-8"');
    },
  },
  {
    name: 'tells the upstream who asks, in a field that nobody else can write',
    async run(world) {
      await world.ask('GET /basic', { headers: [...forgeries, basic('ann')] });

      assert.deepEqual(toldUser(world), ['x-user: ann']);
      assert.ok(!linesOf(world.seen).some((line) => line.startsWith('authorization')));
    },
  },
  {
    name: 'sends on no field after a body that could be read as its own',
    async run(world) {
      const head = world.head('POST /basic', { headers: [basic('ann'), 'Transfer-Encoding: chunked'] });
      const client = await world.send(`${head}4\r\nbody\r\n0\r\nX_User: forged\r\nX-Sum: 1\r\n\r\n`);

      assert.equal((await client.whole()).status, 200);
      const { trailers } = world.seen.body;
      assert.ok(!trailers.some(([name]) => /^x.user$/i.test(name)), String(trailers));
    },
  },
  {
    name: 'lets in who shows a key in a header, the query or a cookie, and does not send it on',
    async run(world) {
      await refused(world, 'GET /keys', ['X-Api-Key: wrong']);
      await refused(world, 'GET /keys?key=other', [`X-Api-Key: ${apiKey}`]);
      const ways: readonly (readonly [string, readonly string[]])[] = [
        ['GET /keys?a=1', [`X-Api-Key: ${apiKey}`]],
        [`GET /keys?a=1&key=${apiKey}`, []],
        ['GET /keys?a=1', [`Cookie: b=2; key=${apiKey}`]],
      ];
      for (const [line, headers] of ways) {
        assert.equal((await world.ask(line, { headers: [...headers, ...forgeries] })).status, 200, line);
      }
      for (const seen of world.origin.seen) {
        assert.equal(seen.target, '/keys?a=1');
        assert.ok(!linesOf(seen).join().includes(apiKey));
        assert.deepEqual(
          linesOf(seen).filter((one) => /^x.user:/.test(one)),
          ['x-user: shop'],
        );
      }
    },
  },
  {
    name: 'lets in who bears a token that both sides can sign, and tells of its claims',
    async run(world) {
      await refused(world, 'GET /jwt');
      const forged = `${btoa('{"alg":"none"}')}.${btoa('{"sub":"ann","exp":9999999999}')}.`;
      await refused(world, 'GET /jwt', [`Authorization: Bearer ${forged}`]);
      await refused(world, 'GET /jwt', [
        `Authorization: Bearer ${await signedWith(`${secret}!`, { sub: 'ann' }, Date.now())}`,
      ]);
      await refused(world, 'GET /jwt', [
        `Authorization: Bearer ${await signedWith(secret, { sub: 'ann', exp: 1 }, Date.now())}`,
      ]);
      const token = await signedWith(secret, { sub: 'ann', roles: ['a', 'b,c'] }, Date.now());
      const reply = await world.ask('GET /jwt', { headers: [...forgeries, `Authorization: Bearer ${token}`] });

      assert.equal(reply.status, 200);
      assert.deepEqual(toldUser(world), ['x-user: ann']);
      assert.ok(linesOf(world.seen).includes('x-roles: a,b%2Cc'));
    },
  },
  {
    name: 'counts limits by a claim that was verified',
    async run(world) {
      const ask = async (id: string) => {
        const token = await signedWith(secret, { sub: 'ann', org: { id } }, Date.now());
        return (await world.ask('GET /limited', { headers: [`Authorization: Bearer ${token}`] })).status;
      };

      assert.deepEqual([await ask('blue'), await ask('blue'), await ask('red')], [200, 429, 200]);
    },
  },
  {
    name: 'fetches the keys of an issuer, and verifies what they signed',
    async run(world) {
      world.origins[1]!.answer(answer({ keys: [published.jwk, rsa.jwk, edwards.jwk] }));
      for (const key of [published, rsa, edwards]) {
        const headers = [`Authorization: Bearer ${await key.sign({ sub: key.kid }, Date.now())}`];
        assert.equal((await world.ask('GET /published', { headers })).status, 200, key.kid);
      }
      assert.equal(world.origins[1]!.seen.length, 1);
      world.origin.reset();
      const stranger = await issuerKey('one');
      await refused(world, 'GET /published', [
        `Authorization: Bearer ${await stranger.sign({ sub: 'ann' }, Date.now())}`,
      ]);
    },
  },
  {
    name: 'asks the issuer about a token once, and believes what it says',
    async run(world) {
      world.origins[1]!.answer(answer({ active: true, sub: 'ann' }));
      for (let i = 0; i < 2; i += 1) {
        const reply = await world.ask('GET /opaque', { headers: [...forgeries, 'Authorization: Bearer good'] });
        assert.equal(reply.status, 200);
      }
      assert.equal(world.origins[1]!.seen.length, 1);
      const [question] = world.origins[1]!.seen;
      assert.deepEqual([question!.method, question!.target], ['POST', '/introspect']);
      assert.deepEqual(toldUser(world), ['x-user: ann']);

      world.origin.reset();
      world.origins[1]!.answer(answer({ active: false }));
      await refused(world, 'GET /opaque', ['Authorization: Bearer ended']);
    },
  },
  {
    name: 'lets another server decide, and tells it what is asked for',
    async run(world) {
      world.origins[1]!.answer(respond('200 OK', ['X-User: ann']));
      const headers = [...forgeries, 'Authorization: Bearer x', 'Cookie: a=1', 'X-Forwarded-Uri: /other'];
      assert.equal((await world.ask('POST /ask/this?a=1', { headers, body: 'content' })).status, 200);
      assert.deepEqual(toldUser(world), ['x-user: ann']);
      const question = world.origins[1]!.seen[0]!;
      const told = (name: string) => linesOf(question).filter((line) => line.startsWith(`${name}:`));
      assert.equal(question.target, '/verify');
      assert.deepEqual(told('x-forwarded-uri'), ['x-forwarded-uri: /ask/this?a=1']);
      assert.deepEqual(told('x-forwarded-method'), ['x-forwarded-method: POST']);
      assert.equal(told('cookie').length, 1);
      assert.equal(told('x-user').length, 0);
    },
  },
  {
    name: 'passes on how another server refuses',
    async run(world) {
      world.origins[1]!.answer(respond('401 Unauthorized', ['WWW-Authenticate: Bearer realm="auth"']));
      await refused(world, 'GET /ask');
      world.origins[1]!.answer(respond('403 Forbidden'));
      const forbidden = await world.ask('GET /ask');
      assert.deepEqual([forbidden.status, errorCode(forbidden)], [403, 'access_denied']);
      world.origins[1]!.answer(
        respond('302 Found', ['Location: https://id.test/login', 'Set-Cookie: a=1', 'Set-Cookie: b=2']),
      );
      const sent = await world.ask('GET /ask');
      assert.equal(sent.status, 302);
      assert.equal(field(sent, 'location'), 'https://id.test/login');
      assert.equal(world.origin.seen.length, 0);
    },
  },
  {
    name: 'lets nobody in while the server that decides fails or does not answer',
    async run(world) {
      for (const behaviour of [respond('500 Internal Server Error'), breakOff, stall]) {
        world.origins[1]!.answer(behaviour);
        const reply = await world.ask('GET /late');
        assert.deepEqual([reply.status, errorCode(reply)], [503, 'auth_unavailable']);
      }
      assert.equal(world.origin.seen.length, 0);
    },
  },
];
