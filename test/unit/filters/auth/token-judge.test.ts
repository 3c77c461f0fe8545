import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exportSPKI, generateKeyPair, importJWK } from 'jose';
import { type TokenRules, tokenJudge } from '../../../../shared/filters/auth/token-judge.ts';
import { publicAlgorithms } from '../../../../shared/filters/jwt.ts';
import { BytesBody } from '../../../../shared/http/bytes-body.ts';
import { routedExchange } from '../../../support/exchange.ts';
import { FakePlatform } from '../../../support/fake-platform.ts';
import { forged, issuerKey, signedWith } from '../../../support/tokens.ts';

const secret = 'a secret of at least thirty-two characters';
const byPublicKey = {
  ...{ remote: undefined, jwks: undefined, secret: undefined, audiences: [], clockSkewMs: 60_000 },
  ...{ algorithms: publicAlgorithms, issuers: ['https://id.test'] },
} satisfies TokenRules;
const bySecret = { ...byPublicKey, secret, algorithms: ['HS256'] };

const one = await issuerKey('one');
const two = await issuerKey('two');
const setOf = (...keys: readonly object[]) => JSON.stringify({ keys });

class Bench {
  readonly platform = new FakePlatform();
  readonly now = this.platform.clock.now();
  readonly judge;

  constructor(rules: TokenRules) {
    this.judge = tokenJudge(rules, this.platform);
  }

  async why(token: string): Promise<string | undefined> {
    const verdict = await this.judge(token, routedExchange());
    return 'why' in verdict ? verdict.why : undefined;
  }
}

describe('a signed token', () => {
  const seconds = Math.floor(new FakePlatform().clock.now() / 1000);
  const claims = { iss: 'https://id.test', exp: seconds + 3600, sub: 'ann' };

  test('is believed when its issuer signed it, and its claims are told', async () => {
    const bench = new Bench({ ...byPublicKey, jwks: setOf(one.jwk) });
    const verdict = await bench.judge(await one.sign({ sub: 'ann' }, bench.now), routedExchange());

    assert.deepEqual('claims' in verdict && verdict.claims['sub'], 'ann');
  });

  test('of no algorithm is worth nothing, however it is spelt', async () => {
    for (const rules of [{ ...byPublicKey, jwks: setOf(one.jwk) }, bySecret]) {
      for (const alg of ['none', 'None', 'NONE', 'nOnE', '', null, undefined]) {
        for (const signature of ['', 'e30'])
          assert.notEqual(await new Bench(rules).why(forged({ alg }, claims, signature)), undefined, String(alg));
      }
    }
  });

  test('cannot be signed with what is published, as if it were a secret', async () => {
    const { publicKey } = await generateKeyPair('RS256', { extractable: true });
    const pem = await exportSPKI(publicKey);
    for (const shared of [pem, JSON.stringify(one.jwk), String((one.jwk as { readonly x: string }).x)]) {
      const bench = new Bench({ ...byPublicKey, jwks: setOf(one.jwk) });

      assert.notEqual(await bench.why(await signedWith(shared.padEnd(32, '='), { sub: 'ann' }, bench.now)), undefined);
    }
  });

  test('is believed by an algorithm of the list alone', async () => {
    const bench = new Bench({ ...byPublicKey, algorithms: ['RS256'], jwks: setOf(one.jwk) });

    assert.equal(await bench.why(await one.sign({}, bench.now)), 'ERR_JOSE_ALG_NOT_ALLOWED');
  });

  test('brings no key of its own, and names none elsewhere', async () => {
    const bench = new Bench({ ...byPublicKey, jwks: setOf(two.jwk) });
    for (const more of [{ jwk: one.jwk }, { jku: 'http://evil.test/keys' }, { x5u: 'http://evil.test/' }]) {
      const token = await one.sign({}, bench.now);
      const [, payload, signature] = token.split('.');
      const header = Buffer.from(JSON.stringify({ alg: 'ES256', ...more })).toString('base64url');

      assert.notEqual(await bench.why(`${header}.${payload}.${signature}`), undefined);
    }
    assert.equal(bench.platform.transport.calls.length, 0);
  });

  test('that was changed anywhere is worth nothing', async () => {
    const bench = new Bench(bySecret);
    const token = await signedWith(secret, { sub: 'ann' }, bench.now);
    assert.equal(await bench.why(token), undefined);

    for (let at = 0; at < token.length; at += 1) {
      const other = token[at] === 'A' ? 'B' : 'A';
      const changed = token.slice(0, at) + other + token.slice(at + 1);
      // The last letter of a part holds bits that stand for nothing.
      const isPadding = at === token.length - 1 || token[at + 1] === '.';
      if (!isPadding) assert.notEqual(await bench.why(changed), undefined, `letter ${at}`);
    }
  });

  const odd: Readonly<Record<string, object>> = {
    'without an end': { exp: undefined },
    'that has ended': { exp: seconds - 61 },
    'that has not begun': { nbf: seconds + 61 },
    'of another issuer': { iss: 'https://id.test.evil.test' },
    'of several issuers': { iss: ['https://id.test'] },
    'with an end that is a text': { exp: String(seconds + 3600) },
  };
  for (const [name, more] of Object.entries(odd)) {
    test(`${name} is worth nothing`, async () => {
      const bench = new Bench({ ...byPublicKey, jwks: setOf(one.jwk) });

      assert.notEqual(await bench.why(await one.sign(more as never, bench.now)), undefined);
    });
  }

  test('is judged by the key it names, or by each that fits when it names none', async () => {
    const named = new Bench({ ...byPublicKey, jwks: setOf({ ...one.jwk, kid: 'other' }) });
    assert.notEqual(await named.why(await one.sign({}, named.now)), undefined);

    const anonymous = await issuerKey(undefined as never);
    const set = new Bench({ ...byPublicKey, jwks: setOf({ ...one.jwk, kid: 'a' }, { ...anonymous.jwk, kid: 'b' }) });
    assert.equal(await set.why(await anonymous.sign({}, set.now)), undefined);
    const stranger = await issuerKey(undefined as never);
    assert.notEqual(await set.why(await stranger.sign({}, set.now)), undefined);
  });

  test('that names no key is tried with four that fit at most, and with none that does not', async () => {
    const own = await issuerKey(undefined as never);
    const others = await Promise.all(Array.from({ length: 4 }, (_, i) => issuerKey(String(i))));
    const jwks = others.map(({ jwk }) => jwk);
    const other = await issuerKey('other', 'ES384');
    const unfit = jwks.flatMap((jwk) => [
      { ...jwk, use: 'enc' },
      { ...jwk, alg: 'ES512' },
      { ...other.jwk, alg: undefined },
    ]);
    const fitting = new Bench({ ...byPublicKey, jwks: setOf(...unfit, ...jwks.slice(0, 3), { ...own.jwk, kid: 'k' }) });
    const many = new Bench({ ...byPublicKey, jwks: setOf(...jwks, { ...own.jwk, kid: 'k' }) });

    assert.equal(await fitting.why(await own.sign({}, fitting.now)), undefined);
    assert.equal(await many.why(await own.sign({}, many.now)), 'ERR_JWKS_MULTIPLE_MATCHING_KEYS');
  });

  test('is believed to its end, however often it was shown before', async () => {
    const bench = new Bench({ ...bySecret, clockSkewMs: 1000 });
    const token = await signedWith(secret, { exp: Math.floor(bench.now / 1000) + 20 }, bench.now);
    const shown: boolean[] = [];
    for (let i = 0; i < 24; i += 1) {
      shown.push((await bench.why(token)) === undefined);
      bench.platform.time.advance(1000);
    }

    assert.deepEqual([shown.indexOf(false), shown.lastIndexOf(true)], [21, 20]);
  });

  test('that is none is told apart from a failure', async () => {
    const bench = new Bench(bySecret);
    for (const text of ['', 'a', 'a.b', 'a.b.c', '....', '%', 'e30.e30.', `${'a'.repeat(9000)}.b.c`]) {
      assert.equal(typeof (await bench.why(text)), 'string', text.slice(0, 20));
    }
  });

  test('may be signed with every algorithm that is offered', async () => {
    for (const alg of ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'EdDSA', 'Ed25519']) {
      const key = await issuerKey('k', alg);
      const bench = new Bench({ ...byPublicKey, algorithms: [alg], jwks: setOf(key.jwk) });

      assert.equal(await bench.why(await key.sign({}, bench.now)), undefined, alg);
      assert.ok(await importJWK(key.jwk, alg));
    }
  });
});

describe('published keys', () => {
  const remote = { url: 'https://id.test/keys?v=1', cacheMs: 300_000, timeoutMs: 2000 };

  class Published extends Bench {
    keys: readonly object[] = [one.jwk];
    fails = false;

    constructor() {
      super({ ...byPublicKey, remote });
    }

    get fetches() {
      return this.platform.transport.calls;
    }

    /** Judges a token, and answers what is asked meanwhile. */
    async told(token: string): Promise<string | undefined> {
      let answered = this.fetches.length;
      let isOver = false;
      const judged = this.why(token)
        .catch((error: { readonly code: string }) => error.code)
        .finally(() => {
          isOver = true;
        });
      while (!isOver) {
        await new Promise(setImmediate);
        for (; answered < this.fetches.length; answered += 1) {
          const call = this.fetches[answered]!;
          if (this.fails) call.answer(500, new BytesBody('{}'));
          else call.answer(200, new BytesBody(JSON.stringify({ keys: this.keys })));
        }
      }
      return judged;
    }
  }

  test('are fetched with the first token, once for all that come meanwhile, over our own transport', async () => {
    const bench = new Published();
    const token = await one.sign({}, bench.now);
    const many = [bench.told(token), bench.why(token), bench.why(token)];

    assert.deepEqual(await Promise.all(many), [undefined, undefined, undefined]);
    assert.equal(bench.fetches.length, 1);
    const { address, head } = bench.fetches[0]!.request;
    assert.deepEqual([address.host, address.port, head.path, head.query], ['id.test', 443, '/keys', 'v=1']);
    assert.ok(address.tls && !address.tls.skipVerify);
  });

  test('are fetched anew when a token names one that is not there, and not again within ten seconds', async () => {
    const bench = new Published();
    await bench.told(await one.sign({}, bench.now));
    bench.platform.time.advance(10_000);
    bench.keys = [one.jwk, two.jwk];

    assert.equal(await bench.told(await two.sign({}, bench.now)), undefined);
    const stranger = await issuerKey('three');
    for (let i = 0; i < 20; i += 1)
      assert.equal(await bench.told(await stranger.sign({}, bench.now)), 'ERR_JWKS_NO_MATCHING_KEY');
    assert.equal(bench.fetches.length, 2);
  });

  test('are fetched anew for a token that names none, and that none of them has signed', async () => {
    const bench = new Published();
    const own = await issuerKey(undefined as never);
    await bench.told(await one.sign({}, bench.now));
    bench.platform.time.advance(10_000);
    bench.keys = [{ ...own.jwk, kid: 'new' }];

    assert.equal(await bench.told(await own.sign({}, bench.now)), undefined);
    const stranger = await issuerKey(undefined as never);
    for (let i = 0; i < 20; i += 1)
      assert.equal(await bench.told(await stranger.sign({}, bench.now)), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
    assert.equal(bench.fetches.length, 2);
  });

  test('that cannot be fetched anew are good for another hour, and only the first request waits to learn it', async () => {
    const bench = new Published();
    const token = async () => one.sign({}, bench.platform.clock.now());
    await bench.told(await token());
    bench.fails = true;
    bench.platform.time.advance(300_000);
    assert.equal(await bench.told(await token()), undefined);

    bench.platform.time.advance(10_000);
    // Nobody answers what this one asks for.
    assert.equal(await bench.why(await token()), undefined);
    assert.equal(bench.fetches.length, 3);
    bench.fetches[2]!.answer(200, new BytesBody(JSON.stringify({ keys: [two.jwk] })));
    for (let turns = 0; turns < 50; turns += 1) await new Promise(setImmediate);
    assert.equal(await bench.why(await two.sign({}, bench.platform.clock.now())), undefined);
    assert.equal(bench.fetches.length, 3);
  });

  test('that are withdrawn are believed no longer', async () => {
    const bench = new Published();
    const token = await one.sign({}, bench.now);
    await bench.told(token);
    bench.keys = [two.jwk];
    bench.platform.time.advance(300_000);

    assert.equal(await bench.told(token), 'ERR_JWKS_NO_MATCHING_KEY');
  });

  test('that are withdrawn take with them what was verified a moment ago', async () => {
    const bench = new Published();
    const token = await one.sign({}, bench.now);
    await bench.told(token);
    bench.platform.time.advance(290_000);
    assert.equal(await bench.told(token), undefined);
    bench.keys = [two.jwk];
    assert.equal(await bench.told(await two.sign({}, bench.now)), undefined);

    assert.equal(await bench.told(token), 'ERR_JWKS_NO_MATCHING_KEY');
  });

  test('stay good for an hour while they cannot be fetched, and no longer', async () => {
    const bench = new Published();
    const lasting = await one.sign({ exp: Math.floor(bench.now / 1000) + 100_000 }, bench.now);
    await bench.told(lasting);
    bench.fails = true;
    bench.platform.time.advance(300_000 + 3_599_000);
    const within = await bench.told(lasting);
    bench.platform.time.advance(20_000);
    const beyond = await bench.told(lasting);

    assert.deepEqual([within, beyond], [undefined, 'auth_unavailable']);
  });

  test('are not waited for beyond the deadline, by nobody', async () => {
    const bench = new Published();
    const token = await one.sign({}, bench.now);
    const waiting = [bench.why(token), bench.why(token)].map((judged) => judged.catch((error) => error.code));
    for (let turns = 0; turns < 50; turns += 1) await new Promise(setImmediate);
    bench.platform.time.advance(2100);

    assert.deepEqual(await Promise.all(waiting), ['auth_unavailable', 'auth_unavailable']);
  });

  test('that are secrets are none', async () => {
    const bench = new Published();
    const oct = { kty: 'oct', kid: 'one', alg: 'HS256', k: Buffer.from(secret).toString('base64url') };
    bench.keys = [oct];

    assert.notEqual(await bench.told(await signedWith(secret, {}, bench.now)), undefined);
  });
});
