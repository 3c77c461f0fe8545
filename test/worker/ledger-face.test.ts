import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { socketPlatform } from '../../node-adapter/platform.ts';
import { openHttpLedger } from '../../shared/ledger/http-ledger.ts';
import type { Claim } from '../../shared/ledger/ledger.ts';
import { ledgerToken, WorkerdLedger } from '../support/workerd-ledger.ts';

const claim: Claim = { key: 'face', rule: { kind: 'concurrency', limit: 1 }, amount: 1 };
const path = '/.sentinel/ledger/read';

describe('the ledger of a Worker for servers elsewhere', { timeout: 240_000 }, () => {
  let worker: WorkerdLedger;
  let closed: WorkerdLedger;
  const platform = socketPlatform({ write() {} });

  before(async () => {
    worker = await WorkerdLedger.start();
    closed = await WorkerdLedger.start({ token: 'a short token' });
  });
  after(async () => {
    platform.transport.close();
    await worker?.stop();
    await closed?.stop();
  });

  async function status(at: string, init: RequestInit = {}, of = worker): Promise<number> {
    const headers = { authorization: `Bearer ${ledgerToken}`, ...init.headers };
    const response = await fetch(of.url + at, { method: 'POST', body: '{"counters":[]}', ...init, headers });
    await response.arrayBuffer();
    return response.status;
  }

  test('asks for the token, whatever is asked', async () => {
    for (const authorization of ['', 'Bearer', 'Bearer other', `Basic ${ledgerToken}`, `Bearer ${ledgerToken}x`]) {
      assert.equal(await status(path, { headers: { authorization } }), 401);
    }
    assert.equal(await status('/.sentinel/ledger/other', { headers: { authorization: '' } }), 401);
    assert.equal(await status(path), 200);
  });

  test('is not there without a token that is long enough', async () => {
    assert.equal(await status(path, { headers: { authorization: 'Bearer a short token' } }, closed), 404);
  });

  test('has the five operations of a ledger, and not those between shards', async () => {
    assert.equal(await status('/.sentinel/ledger/undo', { body: '{"id":"a"}' }), 404);
    assert.equal(await status('/.sentinel/ledger/reserve-part'), 404);
    assert.equal(await status(path, { method: 'GET', body: null }), 405);
  });

  test('reads no more than a request can be long', async () => {
    assert.equal(await status(path, { body: ' '.repeat(64 * 1024 + 1) }), 413);
    assert.equal(await status(path, { body: '{"counters":5}' }), 400);
  });

  test('leaves everything else to the configuration', async () => {
    assert.equal(await status('/page', { method: 'GET', body: null }), 200);
    assert.equal(await status('/page?at=/.sentinel/ledger/read', { method: 'GET', body: null }), 200);
  });

  test('a client with another token is told that the ledger does not know it', async () => {
    const ledger = openHttpLedger({ url: worker.url, token: 'x'.repeat(40), timeoutMs: 5_000 }, platform);

    await assert.rejects(async () => ledger.read([claim]), {
      code: 'ledger_unavailable',
      detail: /does not know the token/,
    });
  });

  test('a client waits no longer than it may, and says so', async () => {
    const ledger = openHttpLedger({ url: worker.url, token: ledgerToken, timeoutMs: 300 }, platform);
    worker.pause();
    try {
      await assert.rejects(async () => ledger.read([claim]), { code: 'ledger_unavailable', detail: /within 300 ms/ });
    } finally {
      worker.goOn();
    }
  });

  test('a client says when nothing was sent', async () => {
    const ledger = openHttpLedger({ url: 'http://127.0.0.1:1', token: ledgerToken, timeoutMs: 5_000 }, platform);

    await assert.rejects(async () => ledger.read([claim]), { code: 'ledger_unavailable', unsent: true });
  });

  test('a client sends its token in the clear to this machine alone', () => {
    for (const url of ['http://edge.example.com', 'ftp://edge.example.com', 'edge', 'http://127.0.0.1.example.com']) {
      assert.throws(() => openHttpLedger({ url, token: ledgerToken, timeoutMs: 50 }, platform), {
        code: 'ledger_unavailable',
        detail: /must begin with https/,
      });
    }
  });
});
