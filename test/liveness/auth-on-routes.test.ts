import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Downstream } from '../../shared/engine/downstream.ts';
import { Fault } from '../../shared/errors/fault.ts';
import { BytesBody } from '../../shared/http/bytes-body.ts';
import type { RequestHead } from '../../shared/http/head.ts';
import { HeaderList } from '../../shared/http/header-list.ts';
import { ai, chat } from './ai.ts';
import { Stage } from './stage.ts';

const keys = `filter "keys" {
  type "api-keys"
  header "Authorization"
  keys { key "shop" "075b2e09d48d839aa7eb82ff61195fb7a942cf3c9bb5e910e9e8a1a09508f60c" }
}`;
const settled = async () => {
  for (let i = 0; i < 20; i += 1) await new Promise(setImmediate);
};

const head: RequestHead = {
  ...{ method: 'GET', scheme: 'http', authority: 'app.test', path: '/', query: undefined, version: '1.1' },
  headers: new HeaderList(),
};

describe('who is let in', () => {
  test('is told no in the form of the provider on AI routes', async () => {
    const stage = await Stage.of(ai('', { filters: keys, route: 'filters "keys"; inference { }' }));
    const { status, headers, text } = await stage.ask(chat());

    assert.equal(status, 401);
    assert.equal(headers.get('www-authenticate'), 'ApiKey realm="Sentinel"');
    const { error } = JSON.parse(text) as { readonly error: { readonly code: string; readonly type: string } };
    assert.deepEqual([error.code, typeof error.type], ['credentials_invalid', 'string']);
    assert.equal(stage.calls.length, 0);
  });

  test('is asked before a body is read, and before a connection is upgraded', async () => {
    const stage = await Stage.of({ filters: keys, route: 'filters "keys"; websocket #true' });
    const upgrade = { connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };

    assert.equal((await stage.ask({ method: 'POST', body: 'content' })).status, 401);
    assert.equal(
      (await stage.ask({ headers: { ...upgrade, 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' } })).status,
      401,
    );
    assert.equal(stage.calls.length, 0);
  });

  test('is asked with all filters of a route: one that lets in does not let in for the others', async () => {
    const stage = await Stage.of({
      filters: `${keys}\nfilter "more" { type "jwt"; secret "a secret of at least thirty-two characters"; cookie "t" }`,
      route: 'filters "keys" "more"',
    });
    const headers = { authorization: 'Bearer key-of-the-shop-0123456789abcdef' };

    assert.equal((await stage.ask({ headers })).status, 401);
  });
});

describe('an issuer that is asked about tokens', () => {
  test('is asked once by requests that bear the same one at once', async () => {
    const stage = await Stage.of({
      filters: `filter "f" {
        type "introspection"; url "http://127.0.0.1:9/ask"; client-id "me"; client-secret "mine"; cache-secs 0
      }`,
      route: 'filters "f"',
    });
    stage.origin = () => {};
    const asked = ['a', 'a', 'b', 'a'].map((token) => stage.ask({ headers: { authorization: `Bearer ${token}` } }));
    await settled();
    const calls = [...stage.calls];
    stage.origin = (call) => call.answer(200, new BytesBody('ok'));
    for (const call of calls) call.answer(200, new BytesBody('{"active":true}'));
    const statuses = (await Promise.all(asked)).map(({ status }) => status);

    assert.deepEqual([calls.length, statuses], [2, [200, 200, 200, 200]]);
  });
});

describe('another server that decides', () => {
  const slots = (targets: string) => ({
    filters: 'filter "ask" { type "forward-auth"; upstream "auth"; timeout-ms 1000 }',
    route: 'filters "ask"',
    upstreams: `upstream "auth" { ${targets}; passive-health { enabled #false } }`,
  });
  const two = 'target "one.test:80"; target "two.test:80"';

  test('is tried at another target when one cannot be reached, and nowhere else when it was', async () => {
    const stage = await Stage.of(slots(two));
    stage.origin = (call) => {
      if (call.request.address.host === 'a.test') call.answer(200, new BytesBody('ok'));
      else if (stage.calls.length === 1) call.refuse();
      else call.answer(204);
    };

    assert.equal((await stage.ask()).status, 200);
    assert.equal(new Set(stage.reached.slice(0, 2)).size, 2);
    stage.origin = (call) => call.answer(500);
    const before = stage.calls.length;
    assert.equal((await stage.ask()).status, 503);
    assert.equal(stage.calls.length, before + 1);
  });

  test('is asked no further when the client leaves, and that does not count against it', async () => {
    const stage = await Stage.of(slots('target "one.test:80"'));
    stage.origin = () => {};
    for (let i = 0; i < 8; i += 1) {
      const downstream: Downstream = {
        ...{ listener: 'main', peerAddress: '192.0.2.1', peerPort: 4000, localPort: 8080, secure: false },
        pending: undefined,
        background() {},
        inform() {},
      };
      const asked = stage.engine.handle(head, null, downstream);
      await settled();
      downstream.pending?.abort(new Fault('client_left'));
      (await asked).finished({ bytesSent: 0, bytesReceived: 0, fault: undefined });
      assert.deepEqual(
        stage.calls.at(-1)!.cancelled.map(({ code }) => code),
        ['client_left'],
      );
    }

    assert.equal(stage.calls.length, 8);
  });

  test('belongs to the part of the configuration that the filter stands in', async () => {
    const stage = await Stage.of({
      top: `namespace "shop" {
        filters { filter "ask" { type "forward-auth"; upstream "auth" } }
        upstreams { upstream "auth" { target "shop.test:80" } }
        exports { filters "ask" }
      }`,
      route: 'filters "shop:ask"',
      upstreams: 'upstream "auth" { target "root.test:80" }',
    });
    await stage.ask();

    assert.equal(stage.reached[0], 'shop.test');
  });
});
