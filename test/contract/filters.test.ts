import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { Fault } from '../../shared/errors/fault.ts';
import { filters } from '../../shared/filters/index.ts';
import { BytesBody } from '../../shared/http/bytes-body.ts';
import { collectBody } from '../../shared/http/collect-body.ts';
import { Stage } from '../liveness/stage.ts';
import type { FakeCall } from '../support/fake-transport.ts';
import { geoDatabase } from '../support/geo-database.ts';

/** Settings that a filter of this type cannot do without. */
const needed: Readonly<Record<string, string>> = {
  'ip-access': 'deny "203.0.113.0/24"',
  fault: 'abort-status 503',
  geo: `database-path "${databaseOfCountries()}"; countries "DE"`,
  'strip-prefix': 'prefixes "/api"',
  'traffic-split': 'splits { split "next" { upstream "other"; percent 50 } }; key "path"',
  timeout: 'request-timeout-secs 10',
  redirect: 'hostname "new.test"',
  'url-rewrite': 'hostname "in.test"',
  concurrency: 'limit 100',
  'request-size': 'max-size 1000',
  'basic-auth': 'users { user "ann" "$2b$04$SV4FI5TFvFw/LrKsIDxcTu.Bn82D9QTR02alfTxg0hX0WBlpV.COK" }',
  'api-keys': 'keys { key "ann" "075b2e09d48d839aa7eb82ff61195fb7a942cf3c9bb5e910e9e8a1a09508f60c" }',
  jwt: 'secret "a secret of at least thirty-two characters"',
  introspection: 'url "http://127.0.0.1:9/ask"; client-id "me"; client-secret "mine"',
  'forward-auth': 'upstream "app"; path "/auth"',
};

/** What else the configuration must hold for a filter of this type. */
const around: Readonly<Record<string, string>> = { 'virtual-key': 'virtual-keys { store "memory" }' };

/** A file that is gone with the process. */
function databaseOfCountries(): string {
  const folder = mkdtempSync(join(tmpdir(), 'geo-'));
  after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'countries.mmdb');
  writeFileSync(path, geoDatabase({ '198.51.100.0/24': 'DE' }));
  return path;
}

/** Fields that filters have something to do with. */
const everyday = {
  'accept-encoding': 'gzip',
  'access-control-request-method': 'GET',
  authorization: 'Bearer token',
  connection: 'close, x-hop',
  cookie: 'a=1',
  forwarded: 'for=192.0.2.9',
  origin: 'https://page.test',
  'x-forwarded-for': '192.0.2.9',
  'x-hop': '1',
  'x-request-id': 'given',
};

const content = 'a body of some length, <p>over and over</p>. '.repeat(50);

function stageOf(type: string): Promise<Stage> {
  return Stage.of({
    filters: `filter "f" { type "${type}"; ${needed[type] ?? ''} }`,
    route: 'filters "f"',
    top: around[type] ?? '',
    upstreams: 'upstream "other" { target "b.test:80" }',
  });
}

/** Plays an upstream that reads the request, and answers a page. */
function answerPage(stage: Stage, received: string[] = []): void {
  stage.origin = (call: FakeCall) => {
    const { body } = call.request;
    const headers = { 'content-type': 'text/html', 'content-length': String(content.length), etag: '"1"' };
    const answer = (bytes: Uint8Array): void => {
      received.push(new TextDecoder().decode(bytes));
      call.answer(200, call.request.head.method === 'HEAD' ? null : new BytesBody(content), headers);
    };
    if (body === null) answer(new Uint8Array());
    else void collectBody(body, 1e6).then(answer);
  };
}

for (const { name } of filters) {
  describe(`filter ${name}`, () => {
    test('lets a request through whole, or answers it itself without the upstream', async () => {
      const stage = await stageOf(name);
      const received: string[] = [];
      answerPage(stage, received);

      const reply = await stage.ask({ method: 'POST', body: 'what is sent' });

      if (reply.status === 200) assert.deepEqual([received.at(-1), reply.text === content], ['what is sent', true]);
      else assert.ok(reply.status >= 300 && !received.includes('what is sent'), `${reply.status}`);
      assert.equal(stage.engine.underWay, 0);
    });

    test('changes neither the head of the client nor that of the upstream, which serve later messages too', async () => {
      const stage = await stageOf(name);
      answerPage(stage);

      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const body = method === 'POST' ? { body: 'what is sent' } : {};
        const reply = await stage.ask({ method, headers: everyday, ...body });
        assert.notEqual(reply.code, 'internal');
      }
    });

    test('leaves the answer to HEAD without a body', async () => {
      const stage = await stageOf(name);
      answerPage(stage);

      const reply = await stage.begin({ method: 'HEAD', headers: { 'accept-encoding': 'gzip' } });
      reply.finished({ bytesSent: 0, bytesReceived: 0, fault: undefined });

      assert.equal(reply.body, null);
    });

    test('leaves a 304 without a body and without a coding', async () => {
      const stage = await stageOf(name);
      stage.origin = (call) => call.answer(304, null, { etag: '"1"' });

      const reply = await stage.ask({ headers: { 'if-none-match': '"1"', 'accept-encoding': 'gzip' } });

      assert.ok(reply.status >= 300);
      if (reply.status === 304) assert.equal(reply.headers.has('content-encoding'), false);
    });

    test('gives everything back when the upstream fails, and when the client leaves', async () => {
      const stage = await stageOf(name);
      stage.origin = (call) => call.refuse();
      const failed = await stage.ask({ method: 'POST', body: 'what is sent' });
      answerPage(stage);
      const left = await stage.begin({ headers: { 'accept-encoding': 'gzip' } });
      left.body?.cancel(new Fault('client_left'));
      left.finished({ bytesSent: 0, bytesReceived: 0, fault: new Fault('client_left') });

      assert.ok(failed.status >= 300);
      assert.equal(stage.engine.underWay, 0);
    });

    test('serves requests side by side as it does one after the other', async () => {
      const stage = await stageOf(name);
      answerPage(stage);
      const first = await stage.ask();

      const together = await Promise.all(Array.from({ length: 8 }, () => stage.ask()));

      for (const reply of together)
        assert.deepEqual([reply.status, reply.text.length], [first.status, first.text.length]);
    });
  });
}

test('every filter has a name of its own', () => {
  assert.equal(new Set(filters.map(({ name }) => name)).size, filters.length);
});
