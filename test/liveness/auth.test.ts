import { describe } from 'node:test';
import { BytesBody } from '../../shared/http/bytes-body.ts';
import { issuerKey, signedWith } from '../support/tokens.ts';
import { alive } from './alive.ts';
import type { Slots } from './config-text.ts';
import type { Answer, Ask, Stage } from './stage.ts';

const bcrypt = '$2b$04$SV4FI5TFvFw/LrKsIDxcTu.Bn82D9QTR02alfTxg0hX0WBlpV.COK';
const scrypt = '$scrypt$ln=10,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$IZ8jzfpPfyzD0fc9NyW4XnErzXWViSR0Owu7k1qR6kY';
const apiKey = 'key-of-the-shop-0123456789abcdef';
const keyHash = '075b2e09d48d839aa7eb82ff61195fb7a942cf3c9bb5e910e9e8a1a09508f60c';
const otherHash = '0'.repeat(64);
const secret = 'a secret of at least thirty-two characters';

const filtered = (type: string, settings: string, id = 'f'): Slots => ({
  filters: `filter "${id}" { type "${type}"; ${settings} }`,
  route: `filters "${id}"`,
});
const basic = (name: string, password = 'open sesame') => ({ authorization: `Basic ${btoa(`${name}:${password}`)}` });
const status = (ask: Ask) => async (stage: Stage) => (await stage.ask(ask)).status;
const challenge = (ask: Ask) => async (stage: Stage) => (await stage.ask(ask)).headers.get('www-authenticate');
/** What the upstream is told in a field. */
const told = (field: string, ask: Ask) => async (stage: Stage) => {
  await stage.ask(ask);
  return stage.sent.get(field);
};

describe('the filter basic-auth', () => {
  const users = (more = '', hash = bcrypt) => filtered('basic-auth', `users { user "ann" "${hash}" }; ${more}`);
  const ann: Ask = { headers: basic('ann') };
  alive('filters[basic-auth].type', 'lets in nobody else', { on: users(), see: status({}), shows: [200, 401] });
  alive('filters[basic-auth].id', 'is the name that routes use', {
    off: { ...users(), route: '' },
    on: users(),
    see: status({}),
    shows: [200, 401],
  });
  alive('filters[basic-auth].realm', 'is what clients are asked for', {
    off: users(),
    on: users('realm "The \\"shop\\""'),
    see: challenge({}),
    shows: ['Basic realm="Sentinel", charset="UTF-8"', 'Basic realm="The \\"shop\\"", charset="UTF-8"'],
  });
  alive('filters[basic-auth].users.name', 'is who is let in', {
    off: filtered('basic-auth', `users { user "bob" "${bcrypt}" }`),
    on: users(),
    see: status(ann),
    shows: [401, 200],
  });
  alive('filters[basic-auth].users.hash', 'is what the password is held against', {
    off: users('', scrypt.replace('IZ8j', 'AZ8j')),
    on: users('', scrypt),
    see: status(ann),
    shows: [401, 200],
  });
  alive('filters[basic-auth].cache-secs', 'is how long a password is not checked again', {
    off: users('cache-secs 60'),
    on: users('cache-secs 0'),
    see: async (stage) => {
      await stage.ask(ann);
      const turns: Promise<Answer>[] = Array.from({ length: 6 }, () => stage.ask(ann));
      return (await Promise.all(turns)).some((answer) => answer.status === 429);
    },
    shows: [false, true],
  });
  alive('filters[basic-auth].user-header', 'tells the upstream who asks', {
    off: users(),
    on: users('user-header "X-User"'),
    see: told('x-user', ann),
    shows: [undefined, 'ann'],
  });
  alive('filters[basic-auth].forward-credentials', 'sends the password on', {
    off: users(),
    on: users('forward-credentials #true'),
    see: told('authorization', ann),
    shows: [undefined, basic('ann').authorization],
  });
});

describe('the filter api-keys', () => {
  const keys = (more = '', hash = keyHash) => filtered('api-keys', `keys { key "shop" "${hash}" }; ${more}`);
  const shown: Ask = { headers: { 'x-api-key': apiKey } };
  alive('filters[api-keys].type', 'lets in nobody else', { on: keys(), see: status({}), shows: [200, 401] });
  alive('filters[api-keys].id', 'is the name that routes use', {
    off: { ...keys(), route: '' },
    on: keys(),
    see: status({}),
    shows: [200, 401],
  });
  alive('filters[api-keys].realm', 'is what clients are asked for', {
    off: keys(),
    on: keys('realm "Shop"'),
    see: challenge({}),
    shows: ['ApiKey realm="Sentinel"', 'ApiKey realm="Shop"'],
  });
  alive('filters[api-keys].keys.hash', 'is that of the keys that are let in', {
    off: keys('', otherHash),
    on: keys(),
    see: status(shown),
    shows: [401, 200],
  });
  alive('filters[api-keys].keys.name', 'is what upstreams are told of the key', {
    off: filtered('api-keys', `keys { key "a" "${keyHash}" }; name-header "X-Key"`),
    on: filtered('api-keys', `keys { key "b" "${keyHash}" }; name-header "X-Key"`),
    see: told('x-key', shown),
    shows: ['a', 'b'],
  });
  alive('filters[api-keys].name-header', 'tells upstreams whose key it was', {
    off: keys(),
    on: keys('name-header "X-Key"'),
    see: told('x-key', shown),
    shows: [undefined, 'shop'],
  });
  alive('filters[api-keys].header', 'is where the key stands', {
    off: keys(),
    on: keys('header "Authorization"'),
    see: status({ headers: { authorization: `Bearer ${apiKey}` } }),
    shows: [401, 200],
  });
  alive('filters[api-keys].query', 'is a parameter that may hold the key', {
    off: keys(),
    on: keys('query "key"'),
    see: status({ target: `/?a=1&key=${apiKey}` }),
    shows: [401, 200],
  });
  alive('filters[api-keys].cookie', 'is a cookie that may hold the key', {
    off: keys(),
    on: keys('cookie "key"'),
    see: status({ headers: { cookie: `a=1; key=${apiKey}` } }),
    shows: [401, 200],
  });
  alive('filters[api-keys].forward-credentials', 'sends the key on', {
    off: keys(),
    on: keys('forward-credentials #true'),
    see: told('x-api-key', shown),
    shows: [undefined, apiKey],
  });
});

/** Asks with a token that is made when the clock of the stage is known. */
const bearing =
  (claims: object, see: (ask: Ask) => (stage: Stage) => Promise<unknown>, key = secret, alg = 'HS256') =>
  async (stage: Stage) => {
    const token = await signedWith(key, claims as never, stage.platform.clock.now(), alg);
    return see({ headers: { authorization: `Bearer ${token}` } })(stage);
  };

const published = await issuerKey('one');

describe('the filter jwt', () => {
  const tokens = (more = '', key = secret) => filtered('jwt', `secret "${key}"; ${more}`);
  const fetched = (more = '') =>
    filtered('jwt', `jwks-url "http://127.0.0.1:9/keys"; issuer "https://id.test"; ${more}`);
  /** How many times the keys are fetched for requests at these times. */
  const fetches =
    (...atMs: readonly number[]) =>
    async (stage: Stage) => {
      stage.origin = (call) => {
        const isKeys = call.request.head.path === '/keys';
        call.answer(200, new BytesBody(isKeys ? JSON.stringify({ keys: [published.jwk] }) : 'ok'));
      };
      const token = await published.sign({}, stage.platform.clock.now());
      const headers = { authorization: `Bearer ${token}` };
      const statuses: number[] = [];
      for (const ms of atMs) {
        stage.platform.time.advance(ms);
        statuses.push((await stage.ask({ headers })).status);
      }
      return [statuses, stage.calls.filter(({ request }) => request.head.path === '/keys').length];
    };
  alive('filters[jwt].type', 'lets in nobody else', { on: tokens(), see: status({}), shows: [200, 401] });
  alive('filters[jwt].id', 'is the name that routes use', {
    off: { ...tokens(), route: '' },
    on: tokens(),
    see: status({}),
    shows: [200, 401],
  });
  alive('filters[jwt].realm', 'is what clients are asked for', {
    off: tokens(),
    on: tokens('realm "Shop"'),
    see: challenge({}),
    shows: ['Bearer realm="Sentinel"', 'Bearer realm="Shop"'],
  });
  alive('filters[jwt].secret', 'is the key of both sides', {
    off: tokens('', `${secret}!`),
    on: tokens(),
    see: bearing({}, status),
    shows: [401, 200],
  });
  alive('filters[jwt].algorithms', 'are those that tokens may be signed with', {
    off: tokens(),
    on: tokens('algorithms "HS256" "HS512"'),
    see: bearing({}, status, secret, 'HS512'),
    shows: [401, 200],
  });
  alive('filters[jwt].issuer', 'is whose tokens are taken', {
    off: tokens('issuer "https://id.test"'),
    on: tokens('issuer "https://other.test"'),
    see: bearing({}, status),
    shows: [200, 401],
  });
  alive('filters[jwt].audience', 'is whom tokens must be for', {
    off: tokens(),
    on: tokens('audience "shop"'),
    see: bearing({ aud: ['stock'] }, status),
    shows: [200, 401],
  });
  alive('filters[jwt].clock-skew-secs', 'is how far clocks may be apart', {
    off: tokens(),
    on: tokens('clock-skew-secs 0'),
    see: async (stage) => {
      const exp = Math.floor(stage.platform.clock.now() / 1000) - 5;
      return bearing({ exp }, status)(stage);
    },
    shows: [200, 401],
  });
  alive('filters[jwt].required-scopes', 'are those a token must have', {
    off: tokens('required-scopes "read"'),
    on: tokens('required-scopes "read" "write"'),
    see: bearing({ scope: 'read list' }, status),
    shows: [200, 403],
  });
  alive('filters[jwt].claims-to-headers', 'tell the upstream of claims', {
    off: tokens(),
    on: tokens('claims-to-headers { X-Tenant "realm.tenant" }'),
    see: bearing({ realm: { tenant: 'blue' } }, (ask) => told('x-tenant', ask)),
    shows: [undefined, 'blue'],
  });
  alive('filters[jwt].forward-credentials', 'sends the token on', {
    off: tokens(),
    on: tokens('forward-credentials #false'),
    see: bearing({}, (ask) => async (stage) => (await told('authorization', ask)(stage))?.slice(0, 7)),
    shows: ['Bearer ', undefined],
  });
  alive('filters[jwt].optional', 'lets requests through that bear no token', {
    off: tokens(),
    on: tokens('optional #true'),
    see: status({}),
    shows: [401, 200],
  });
  alive('filters[jwt].cookie', 'may hold the token', {
    off: tokens(),
    on: tokens('cookie "session"'),
    see: async (stage) => {
      const token = await signedWith(secret, {}, stage.platform.clock.now());
      return status({ headers: { cookie: `session=${token}` } })(stage);
    },
    shows: [401, 200],
  });
  alive('filters[jwt].jwks', 'is the set of keys itself', {
    off: filtered('jwt', `issuer "https://id.test"; jwks #"{"keys":[]}"#`),
    on: filtered('jwt', `issuer "https://id.test"; jwks #"{"keys":[${JSON.stringify(published.jwk)}]}"#`),
    see: async (stage) => {
      const token = await published.sign({}, stage.platform.clock.now());
      return status({ headers: { authorization: `Bearer ${token}` } })(stage);
    },
    shows: [401, 200],
  });
  alive('filters[jwt].jwks-url', 'is where keys are fetched', {
    off: tokens(),
    on: fetched(),
    see: fetches(0, 1000),
    shows: [
      [[401, 401], 0],
      [[200, 200], 1],
    ],
  });
  alive('filters[jwt].jwks-cache-secs', 'is how long they are not fetched again', {
    off: fetched(),
    on: fetched('jwks-cache-secs 20'),
    see: fetches(0, 30_000),
    shows: [
      [[200, 200], 1],
      [[200, 200], 2],
    ],
  });
  alive('filters[jwt].timeout-ms', 'is how long keys are waited for', {
    off: fetched(),
    on: fetched('timeout-ms 100'),
    see: waited(async (stage) => published.sign({}, stage.platform.clock.now()), 1000),
    shows: ['still waits', 503],
  });
});

/** What a request has become of after so long in which nobody answers. */
function waited(tokenFor: (stage: Stage) => Promise<string>, ms: number): (stage: Stage) => Promise<unknown> {
  return async (stage) => {
    stage.origin = () => {};
    const asked = stage.ask({ headers: { authorization: `Bearer ${await tokenFor(stage)}` } });
    while (stage.calls.length === 0) await new Promise(setImmediate);
    stage.platform.time.advance(ms);
    const answer = await Promise.race([asked, new Promise<undefined>((settle) => setTimeout(settle, 20))]);
    return answer?.status ?? 'still waits';
  };
}

describe('the filter introspection', () => {
  const base = 'url "http://127.0.0.1:9/introspect"; client-id "me"; client-secret "mine"';
  const opaque = (more = '', settings = base) => filtered('introspection', `${settings}; ${more}`);
  const answering = (claims: object) => (stage: Stage) => {
    stage.origin = (call) => {
      const isQuestion = call.request.head.path === '/introspect';
      call.answer(200, new BytesBody(isQuestion ? JSON.stringify(claims) : 'ok'));
    };
  };
  const bearer: Ask = { headers: { authorization: 'Bearer opaque' } };
  const withAnswer =
    (claims: object, see: (stage: Stage) => Promise<unknown>) =>
    (stage: Stage): Promise<unknown> => {
      answering(claims)(stage);
      return see(stage);
    };
  const active = { active: true, sub: 'ann', iss: 'https://id.test', aud: 'shop', scope: 'read' };
  const asked = (stage: Stage) => stage.calls.find(({ request }) => request.head.path === '/introspect')?.request;
  alive('filters[introspection].type', 'lets in nobody else', { on: opaque(), see: status({}), shows: [200, 401] });
  alive('filters[introspection].id', 'is the name that routes use', {
    off: { ...opaque(), route: '' },
    on: opaque(),
    see: status({}),
    shows: [200, 401],
  });
  alive('filters[introspection].realm', 'is what clients are asked for', {
    off: opaque(),
    on: opaque('realm "Shop"'),
    see: challenge({}),
    shows: ['Bearer realm="Sentinel"', 'Bearer realm="Shop"'],
  });
  alive('filters[introspection].url', 'is where the issuer is asked', {
    off: opaque(),
    on: opaque('', base.replace('127.0.0.1', 'localhost')),
    see: withAnswer(active, async (stage) => {
      await stage.ask(bearer);
      return asked(stage)?.address.host;
    }),
    shows: ['127.0.0.1', 'localhost'],
  });
  alive('filters[introspection].client-id', 'is who asks', {
    off: opaque(),
    on: opaque('', base.replace('"me"', '"you"')),
    see: withAnswer(active, async (stage) => {
      await stage.ask(bearer);
      return atob(asked(stage)!.head.headers.get('authorization')!.slice(6));
    }),
    shows: ['me:mine', 'you:mine'],
  });
  alive('filters[introspection].client-secret', 'is what it is known by', {
    off: opaque(),
    on: opaque('', base.replace('"mine"', '"a b:c"')),
    see: withAnswer(active, async (stage) => {
      await stage.ask(bearer);
      return atob(asked(stage)!.head.headers.get('authorization')!.slice(6));
    }),
    shows: ['me:mine', 'me:a+b%3Ac'],
  });
  alive('filters[introspection].client-auth', 'is where the secret stands', {
    off: opaque(),
    on: opaque('client-auth "post"'),
    see: withAnswer(active, async (stage) => {
      await stage.ask(bearer);
      const { head, body } = asked(stage)!;
      return [head.headers.has('authorization'), (body as BytesBody).length];
    }),
    shows: [
      [true, 'token=opaque&token_type_hint=access_token'.length],
      [false, 'token=opaque&token_type_hint=access_token&client_id=me&client_secret=mine'.length],
    ],
  });
  alive('filters[introspection].issuer', 'is whose tokens are taken', {
    off: opaque(),
    on: opaque('issuer "https://other.test"'),
    see: withAnswer(active, status(bearer)),
    shows: [200, 401],
  });
  alive('filters[introspection].audience', 'is whom tokens must be for', {
    off: opaque('audience "shop"'),
    on: opaque('audience "stock"'),
    see: withAnswer(active, status(bearer)),
    shows: [200, 401],
  });
  alive('filters[introspection].required-scopes', 'are those a token must have', {
    off: opaque('required-scopes "read"'),
    on: opaque('required-scopes "write"'),
    see: withAnswer(active, status(bearer)),
    shows: [200, 403],
  });
  alive('filters[introspection].claims-to-headers', 'tell the upstream of claims', {
    off: opaque(),
    on: opaque('claims-to-headers { X-User "sub" }'),
    see: withAnswer(active, told('x-user', bearer)),
    shows: [undefined, 'ann'],
  });
  alive('filters[introspection].forward-credentials', 'sends the token on', {
    off: opaque(),
    on: opaque('forward-credentials #false'),
    see: withAnswer(active, told('authorization', bearer)),
    shows: ['Bearer opaque', undefined],
  });
  alive('filters[introspection].optional', 'lets requests through that bear no token', {
    off: opaque(),
    on: opaque('optional #true'),
    see: status({}),
    shows: [401, 200],
  });
  alive('filters[introspection].cookie', 'may hold the token', {
    off: opaque(),
    on: opaque('cookie "session"'),
    see: withAnswer(active, status({ headers: { cookie: 'session=opaque' } })),
    shows: [401, 200],
  });
  alive('filters[introspection].cache-secs', 'is how long an answer holds', {
    off: opaque(),
    on: opaque('cache-secs 1'),
    see: withAnswer(active, async (stage) => {
      await stage.ask(bearer);
      stage.platform.time.advance(2000);
      answering({ active: false })(stage);
      return status(bearer)(stage);
    }),
    shows: [200, 401],
  });
  alive('filters[introspection].timeout-ms', 'is how long the issuer is waited for', {
    off: opaque(),
    on: opaque('timeout-ms 100'),
    see: waited(async () => 'opaque', 1000),
    shows: ['still waits', 503],
  });
});

describe('the filter forward-auth', () => {
  const decided = (more = '', upstream = 'auth'): Slots => ({
    ...filtered('forward-auth', `upstream "${upstream}"; ${more}`),
    upstreams: 'upstream "auth" { target "auth.test:80" }; upstream "other" { target "other.test:80" }',
  });
  const deciding =
    (
      see: (stage: Stage) => Promise<unknown>,
      answer: readonly [number, Readonly<Record<string, string>>] = [200, {}],
    ) =>
    (stage: Stage): Promise<unknown> => {
      stage.origin = (call) => {
        const decides = call.request.address.host !== 'a.test';
        if (decides) call.answer(answer[0], null, answer[1]);
        else call.answer(200, new BytesBody('ok'));
      };
      return see(stage);
    };
  const question = (ask: Ask, read: (stage: Stage) => unknown) => async (stage: Stage) => {
    await stage.ask(ask);
    return read(stage);
  };
  alive('filters[forward-auth].type', 'lets another server decide', {
    off: { upstreams: decided().upstreams! },
    on: decided(),
    see: deciding(status({}), [403, {}]),
    shows: [200, 403],
  });
  alive('filters[forward-auth].id', 'is the name that routes use', {
    off: { ...decided(), route: '' },
    on: decided(),
    see: deciding(status({}), [403, {}]),
    shows: [200, 403],
  });
  alive('filters[forward-auth].upstream', 'is who decides', {
    off: decided(),
    on: decided('', 'other'),
    see: deciding(question({}, (stage) => stage.reached[0])),
    shows: ['auth.test', 'other.test'],
  });
  alive('filters[forward-auth].path', 'is what it is asked for', {
    off: decided(),
    on: decided('path "/verify?for=shop"'),
    see: deciding(question({}, (stage) => [stage.calls[0]!.request.head.path, stage.calls[0]!.request.head.query])),
    shows: [
      ['/', undefined],
      ['/verify', 'for=shop'],
    ],
  });
  alive('filters[forward-auth].request-headers', 'are those it is shown', {
    off: decided(),
    on: decided('request-headers "X-Session"'),
    see: deciding(
      question({ headers: { cookie: 'a=1', 'x-session': 's' } }, ({ calls }) => {
        const { headers } = calls[0]!.request.head;
        return [headers.get('cookie'), headers.get('x-session')];
      }),
    ),
    shows: [
      ['a=1', undefined],
      [undefined, 's'],
    ],
  });
  alive('filters[forward-auth].upstream-headers', 'are what it says of who asks', {
    off: decided(),
    on: decided('upstream-headers "X-User"'),
    see: deciding(told('x-user', { headers: { 'x-user': 'forged' } }), [200, { 'x-user': 'ann' }]),
    shows: ['forged', 'ann'],
  });
  alive('filters[forward-auth].timeout-ms', 'is how long it is waited for', {
    off: decided(),
    on: decided('timeout-ms 100'),
    see: waited(async () => 'any', 1000),
    shows: ['still waits', 503],
  });
});
