import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { SqliteKeyStore } from '../../node-adapter/keys/sqlite-key-store.ts';
import { hashOf } from '../../shared/keys/key-secret.ts';
import type { KeyStore } from '../../shared/keys/key-store.ts';
import { MemoryKeyStore } from '../../shared/keys/memory-key-store.ts';
import { keyRecord, secretNumber } from '../support/virtual-keys.ts';
import { ai, chat, json, log } from './ai.ts';
import { alive } from './alive.ts';
import type { Slots } from './config-text.ts';
import { type Ask, Stage, type StageOptions } from './stage.ts';

const secret = secretNumber(1);
const other = secretNumber(2);
const hash = hashOf(secret);

/** An AI route, and a key declared with these settings. */
const declared = (settings: string, route = '', id = 'team'): Slots =>
  ai(route, { top: `virtual-keys { store "none"; key "${id}" { hash "${hash}"; ${settings} } }`, logging: log });

/** A chat by a key. */
const by = (shown: string | null = secret, model = 'gpt-4o', more: Partial<Ask> = {}): Ask =>
  chat(model, { headers: shown === null ? {} : { authorization: `Bearer ${shown}` }, ...more }, { max_tokens: 10 });

/** The statuses of these requests, one after the other; numbers are milliseconds that pass. */
const statuses =
  (...steps: readonly (Ask | number)[]) =>
  async (stage: Stage): Promise<readonly number[]> => {
    const usage = { prompt_tokens: 60, completion_tokens: 40, total_tokens: 100 };
    stage.origin = (call) => json(call, 200, { model: 'gpt-4o', choices: [{ message: { content: 'ok' } }], usage });
    const seen: number[] = [];
    for (const step of steps) {
      if (typeof step === 'number') stage.platform.time.jump(step);
      else seen.push((await stage.ask(step)).status);
    }
    return seen;
  };

/** A store that another instance changes. */
function shared(): { readonly store: KeyStore; readonly options: StageOptions } {
  const store = new MemoryKeyStore();
  store.put(keyRecord(1));
  return { store, options: { makeKeyStore: () => store, stateFile: () => 'keys.db' } };
}

describe('virtual keys', () => {
  alive('virtual-keys.keys.hash', 'lets in whoever shows the text', {
    off: ai('', { top: `virtual-keys { store "none"; key "team" { hash "${hashOf(other)}" } }` }),
    on: declared(''),
    see: statuses(by(), by(other), by(null)),
    shows: [
      [401, 200, 401],
      [200, 401, 401],
    ],
  });

  alive('virtual-keys.keys.id', 'names the key in logs', {
    off: declared(''),
    on: declared('', '', 'crew'),
    see: async (stage) => {
      await statuses(by())(stage);
      return stage.logged('access')[0]!['virtual_key'];
    },
    shows: ['team', 'crew'],
  });

  alive('virtual-keys.keys.routes', 'keeps it to some routes', {
    off: declared('routes "all"'),
    on: {
      ...declared('routes "beside"'),
      routes: 'route "beside" { matches { path "/x" }; upstream "app"; inference { } }',
    },
    see: statuses(by()),
    shows: [[200], [403]],
  });

  alive('virtual-keys.keys.models', 'keeps it to some models', {
    off: declared(''),
    on: declared('models "gpt-*" "claude-*"'),
    see: statuses(by(), by(secret, 'o3'), by(secret, '')),
    shows: [
      [200, 200, 200],
      [200, 403, 403],
    ],
  });

  alive('virtual-keys.keys.addresses', 'keeps it to some addresses', {
    off: declared(''),
    on: declared('addresses "10.0.0.0/8"'),
    see: statuses(by(), by(secret, 'm', { peer: '10.1.2.3' })),
    shows: [
      [200, 200],
      [403, 200],
    ],
  });

  alive('virtual-keys.keys.expires', 'ends it', {
    off: declared(''),
    on: declared('expires "1970-01-01T01:00:00Z"'),
    see: (stage) => statuses(by(), 10_000 * 86_400_000, by())(stage).then((seen) => seen[1]),
    shows: [200, 401],
  });

  alive('virtual-keys.keys.metadata', 'is what limits may count by', {
    off: declared(
      'metadata { tier "a" }',
      'rate-limit { requests-per-minute 1; key "jwt-claim:metadata.team"; on-missing-key "reject" }',
    ),
    on: declared(
      'metadata { team "a" }',
      'rate-limit { requests-per-minute 1; key "jwt-claim:metadata.team"; on-missing-key "reject" }',
    ),
    see: statuses(by(), by()),
    shows: [
      [400, 400],
      [200, 429],
    ],
  });

  const limited = (
    setting: string,
    value: string,
    shows: readonly [readonly number[], readonly number[]],
    beside = '',
  ) =>
    alive(setting, 'limits what the key may use', {
      off: declared(beside && `limits { ${beside} }`),
      on: declared(`limits { ${setting.split('.').at(-1)} ${value}; ${beside} }`),
      see: statuses(by(), by()),
      shows,
    });
  const all = [200, 200];
  limited('virtual-keys.keys.limits.requests-per-minute', '1', [all, [200, 429]]);
  limited('virtual-keys.keys.limits.tokens-per-minute', '60', [all, [200, 429]], 'burst-tokens 60');
  limited('virtual-keys.keys.limits.input-tokens-per-minute', '60', [all, [200, 429]], 'burst-tokens 60');
  limited('virtual-keys.keys.limits.output-tokens-per-minute', '30', [all, [200, 429]], 'burst-tokens 30');
  limited('virtual-keys.keys.limits.burst-tokens', '1', [all, [413, 413]], 'tokens-per-minute 1000');
  limited('virtual-keys.keys.limits.burst-requests', '2', [[200, 429], all], 'requests-per-minute 1');

  const budget = (settings: string, name = 'own') => declared(`budget "${name}" { ${settings} }`);
  alive('virtual-keys.keys.budgets.limit', 'ends with its tokens', {
    off: declared(''),
    on: budget('limit 100'),
    see: statuses(by(), by()),
    shows: [all, [200, 429]],
  });
  alive('virtual-keys.keys.budgets.cost-limit', 'ends with its money', {
    off: declared(''),
    on: budget('cost-limit 0.0003'),
    see: statuses(by(), by()),
    shows: [all, [200, 429]],
  });
  alive('virtual-keys.keys.budgets.enforce', 'may only count', {
    off: budget('limit 100'),
    on: budget('limit 100; enforce #false'),
    see: statuses(by(), by()),
    shows: [[200, 429], all],
  });
  alive('virtual-keys.keys.budgets.period', 'begins anew after a while', {
    off: budget('limit 100'),
    on: budget('limit 100; period "hourly"'),
    see: statuses(by(), 3_600_000, by()),
    shows: [[200, 429], all],
  });
  alive('virtual-keys.keys.budgets.time-zone', 'begins anew where the calendar says', {
    off: budget('limit 100'),
    on: budget('limit 100; time-zone "Asia/Tokyo"'),
    // It is half past ten in the evening in UTC, and half past seven in the morning in Tokyo.
    see: statuses(by(), 2 * 3_600_000, by()),
    shows: [all, [200, 429]],
  });
  alive('virtual-keys.keys.budgets.name', 'is what it is counted by', {
    off: budget('limit 100'),
    on: budget('limit 100', 'other'),
    see: async (stage) => {
      await statuses(by(), by())(stage);
      return (
        /budget \\?"(\w+)/.exec(stage.lines('error').join())?.[1] ??
        (await stage.ask(by())).text.match(/budget "?(\w+)/)?.[1]
      );
    },
    shows: ['own', 'other'],
  });

  const { store, options } = shared();
  const stored = (settings = '') => ai('', { top: `virtual-keys { ${settings} }` });

  alive('virtual-keys.store', 'is where issued keys are found', {
    off: stored('store "none"'),
    on: stored(),
    see: statuses(by()),
    shows: [[401], [200]],
    options,
  });

  alive('virtual-keys.cache-secs', 'is how long a key goes on elsewhere that was revoked', {
    off: stored(),
    on: stored('cache-secs 60'),
    see: async (stage) => {
      const before = await statuses(by())(stage);
      const record = await store.get('key_1');
      await store.put({ ...record!, revokedAt: 0, version: record!.version + 1 });
      const after = await statuses(4_000, by(), 2_000, by(), 60_000, by())(stage);
      await store.put({ ...record!, version: record!.version + 2 });
      return [...before, ...after];
    },
    shows: [
      [200, 200, 401, 401],
      [200, 200, 200, 401],
    ],
    options,
  });

  test('virtual-keys.max-cached bounds how many keys are remembered', async () => {
    const asked: string[] = [];
    const counting = new MemoryKeyStore();
    counting.put(keyRecord(1));
    counting.put(keyRecord(2));
    const find = counting.find.bind(counting);
    counting.find = (sought) => {
      asked.push(sought);
      return find(sought);
    };
    const stage = await Stage.of(stored('max-cached 1'), { ...options, makeKeyStore: () => counting });

    await statuses(by(), by(), by(other), by())(stage);

    assert.deepEqual(asked, [hash, hashOf(other), hash]);
  });

  test('virtual-keys.file is where keys are kept', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sentinel-keys-'));
    const path = join(folder, 'own.db');
    const written = new SqliteKeyStore(path);
    written.put(keyRecord(1));
    written.close();
    const makeKeyStore = (file: string | undefined) => new SqliteKeyStore(file!);
    const slots = stored(`file "${path}"`);
    const stage = await Stage.of(slots, { makeKeyStore });

    assert.deepEqual(await statuses(by(), by(other))(stage), [200, 401]);
    await stage.plan.keys!.store!.close();
    rmSync(folder, { recursive: true });
  });

  alive('routes.inference.virtual-keys', 'lets requests through without a key', {
    off: declared(''),
    on: declared('', 'virtual-keys "optional"'),
    see: statuses(by(null), by(), by(other)),
    shows: [
      [401, 200, 401],
      [200, 200, 401],
    ],
  });

  const filtered = (settings: string): Slots => ({
    top: `virtual-keys { store "none"; key "team" { hash "${hash}" } }`,
    filters: `filter "keys" { type "virtual-key"; ${settings} }`,
    route: 'filters "keys"',
  });
  const plain = (shown?: string): Ask => (shown === undefined ? {} : { headers: { 'x-api-key': shown } });
  alive('filters[virtual-key].type', 'asks for a key', {
    off: { ...filtered(''), route: '' },
    on: filtered(''),
    see: statuses(plain(), plain(secret)),
    shows: [
      [200, 200],
      [401, 200],
    ],
  });
  const counted = (id: string, named = id): Slots => ({
    ...filtered(''),
    filters: `filter "${id}" { type "virtual-key" }; filter "rate" { type "rate-limit"; limit 1; window 60; key "jwt-claim:sub" }`,
    route: `filters "${named}" "rate"`,
  });
  test('filters[virtual-key].id is how routes name it', async () => {
    assert.deepEqual(await statuses(plain(secret), plain(secret))(await Stage.of(counted('door'))), [200, 429]);
    await assert.rejects(Stage.of(counted('door', 'gate')), /gate/);
  });
  alive('filters[virtual-key].optional', 'lets requests through without a key', {
    off: filtered(''),
    on: filtered('optional #true'),
    see: statuses(plain(), plain(secret), plain(other)),
    shows: [
      [401, 200, 401],
      [200, 200, 401],
    ],
  });

  test('are never sent to an upstream, wherever a client shows them', async () => {
    const stage = await Stage.of(declared('', 'virtual-keys "optional"'));
    stage.origin = (call) => json(call);

    for (const [name, value] of [
      ['authorization', `Bearer ${secret}`],
      ['authorization', secret],
      ['authorization', `Token ${secret}`],
      ['x-api-key', secret],
      ['api-key', secret],
      ['x-goog-api-key', secret],
    ] as const) {
      await stage.ask(chat('m', { headers: { [name]: value } }));
    }

    assert.equal(stage.calls.length, 6);
    for (const { request } of stage.calls) assert.ok(![...request.head.headers].join().includes('sk-sentinel'));
  });

  test('are in no log', async () => {
    const audit = 'audit-log { enabled #true; file "stdout" }; error-log { level "trace" }';
    const stage = await Stage.of({ ...declared('models "x"'), logging: `${log}; ${audit}` });
    await statuses(by(), by(other), by(`${secret}x`), by(null))(stage);
    const lines = stage.platform.lines.map(({ line }) => line).join('\n');

    assert.ok(lines.includes('model_not_allowed') && lines.includes('unauthorized'));
    assert.ok(!lines.includes(secret.slice(12, 40)) && !lines.includes(other.slice(12, 40)) && !lines.includes(hash));
  });

  test('are refused as clients of the dialect expect it', async () => {
    const stage = await Stage.of(declared(''));
    const openai = await stage.ask(by(other));
    const anthropic = await stage.ask({ ...by(other), target: '/v1/messages' });

    assert.equal(openai.headers.get('www-authenticate'), 'Bearer realm="sentinel"');
    assert.deepEqual(JSON.parse(openai.text).error.message, 'The key is not known.');
    assert.deepEqual(JSON.parse(anthropic.text).error.type, 'authentication_error');
  });

  test('cannot be kept on disk where the host gives no directory', async () => {
    const host = { hostListens: true, runtime: 'deno' } as const;

    await assert.rejects(Stage.of(stored(), host), /no directory to keep keys in/);
    await assert.doesNotReject(Stage.of(stored('store "memory"'), host));
  });

  test('that are mistyped are told from ones that are not known', async () => {
    const stage = await Stage.of(declared(''));
    const wrong = secret.slice(0, 20) + (secret[20] === 'a' ? 'b' : 'a') + secret.slice(21);

    assert.match((await stage.ask(by(wrong))).text, /mistyped/);
  });
});
