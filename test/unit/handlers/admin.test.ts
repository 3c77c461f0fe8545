import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { isWhole } from '../../../shared/keys/key-secret.ts';
import { chat, json } from '../../liveness/ai.ts';
import type { Slots } from '../../liveness/config-text.ts';
import { type Answer, Stage } from '../../liveness/stage.ts';

const audit = 'audit-log { enabled #true; file "stdout" }; access-log { file "stdout"; format "json" }';
const slots = (top: string, system?: string): Slots => ({
  ...{ top, logging: audit, route: 'inference { }' },
  ...(system !== undefined && { system }),
  routes: 'route "admin" { priority 900; matches { path-prefix "/.sentinel/" }; builtin-handler "admin" }',
});
const withToken = 'admin-token "open-sesame"';

type Content = Readonly<Record<string, unknown>>;
const contentOf = ({ text }: Answer): Content => JSON.parse(text) as Content;

describe('the admin API', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await Stage.of(slots('virtual-keys { store "memory" }', withToken));
    stage.origin = (call) => json(call);
  });

  function ask(line: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const [method = '', path = ''] = line.split(' ');
    const fields = { authorization: 'Bearer open-sesame', 'content-type': 'application/json', ...headers };
    const text = typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body);
    return stage.ask({
      method,
      target: `/.sentinel${path}`,
      headers: fields,
      ...(text !== undefined && { body: text }),
    });
  }

  const chatBy = (secret: unknown, model = 'm') => stage.ask(chat(model, { headers: { 'x-api-key': String(secret) } }));
  const issue = async (form: unknown = {}): Promise<Content> => contentOf(await ask('POST /keys', form));

  test('issues a key that is good at once, and shows its text once', async () => {
    const issued = await ask('POST /keys', { name: 'team', models: ['gpt-*'] });
    const { secret, id } = contentOf(issued);
    const shown = await ask(`GET /keys/${String(id)}`);
    const listed = await ask('GET /keys');

    assert.equal(issued.status, 201);
    assert.equal(issued.headers.get('cache-control'), 'no-store');
    assert.ok(isWhole(String(secret)));
    assert.deepEqual([(await chatBy(secret, 'gpt-4o')).status, (await chatBy(secret, 'o3')).status], [200, 403]);
    assert.ok(!shown.text.includes(String(secret)) && !listed.text.includes(String(secret)));
    assert.ok(!/[0-9a-f]{64}/.test(shown.text + listed.text), 'no hash is shown');
    assert.deepEqual(contentOf(shown)['name'], 'team');
    assert.deepEqual(contentOf(listed)['keys'], [contentOf(shown)]);
  });

  test('warns of a key for a route that there is not, and issues it all the same', async () => {
    const issued = await ask('POST /keys', { routes: ['gone', 'admin'] });
    const { id, warnings } = contentOf(issued);
    const changed = contentOf(await ask(`PATCH /keys/${String(id)}`, { routes: ['admin'] }));

    assert.deepEqual([issued.status, warnings], [201, ['the configuration has no route "gone"']]);
    assert.deepEqual(changed['warnings'], []);
  });

  test('revokes a key at once and for good', async () => {
    const { id, secret } = await issue();
    const before = await chatBy(secret);
    const revoked = contentOf(await ask(`POST /keys/${String(id)}/revoke`, {}));
    const after = await chatBy(secret);
    const changed = await ask(`PATCH /keys/${String(id)}`, { name: 'again' });

    assert.deepEqual([before.status, after.status], [200, 401]);
    assert.equal(revoked['state'], 'revoked');
    assert.match(after.text, /revoked/);
    assert.deepEqual([changed.status, contentOf(changed)['code']], [409, 'key_revoked']);
  });

  test('rotates a key, whose old text is good for as long as is said', async () => {
    const { id, secret: old } = await issue();
    const { secret } = contentOf(await ask(`POST /keys/${String(id)}/rotate`, { grace_secs: 60 }));
    const inGrace = [(await chatBy(old)).status, (await chatBy(secret)).status];
    stage.platform.time.jump(60_000);
    const late = await chatBy(old);

    assert.deepEqual(inGrace, [200, 200]);
    assert.deepEqual([late.status, (await chatBy(secret)).status], [401, 200]);
    assert.match(late.text, /replaced/);
  });

  test('rotates without grace unless some is asked for', async () => {
    const { id, secret: old } = await issue();
    await chatBy(old);
    const { secret } = contentOf(await ask(`POST /keys/${String(id)}/rotate`));

    assert.deepEqual([(await chatBy(old)).status, (await chatBy(secret)).status], [401, 200]);
  });

  test('changes what is said of a key, and leaves the rest', async () => {
    const { id, secret } = await issue({
      name: 'a',
      models: ['x'],
      budgets: [{ name: 'd', tokens: 7, period: 'day' }],
    });
    await chatBy(secret, 'x');
    const changed = contentOf(
      await ask(`PATCH /keys/${String(id)}`, { models: ['y'], expires_at: '2030-01-01T00:00:00Z' }),
    );

    assert.equal(changed['name'], 'a');
    assert.deepEqual(changed['budgets'], [{ name: 'd', tokens: 7, period: 'day', time_zone: 'UTC', enforce: true }]);
    assert.equal(changed['expires_at'], '2030-01-01T00:00:00.000Z');
    assert.equal((await chatBy(secret, 'x')).status, 403);
    assert.equal(contentOf(await ask(`PATCH /keys/${String(id)}`, { expires_at: null }))['expires_at'], null);
  });

  test('counts a budget over rotations, and over routes', async () => {
    const { id, secret: old } = await issue({ budgets: [{ name: 'day', tokens: 20, period: 'day' }] });
    const body = { max_tokens: 5 };
    const by = (secret: unknown) => stage.ask(chat('m', { headers: { 'x-api-key': String(secret) } }, body));
    const first = (await by(old)).status;
    const { secret } = contentOf(await ask(`POST /keys/${String(id)}/rotate`));
    const rest = [(await by(secret)).status, (await by(secret)).status, (await by(secret)).status];

    assert.equal(first, 200);
    assert.ok(rest.includes(429), rest.join());
  });

  test('forgets a key that is revoked, and no other', async () => {
    const { id } = await issue();
    const early = await ask(`DELETE /keys/${String(id)}`);
    await ask(`POST /keys/${String(id)}/revoke`, {});
    const gone = await ask(`DELETE /keys/${String(id)}`);

    assert.deepEqual([early.status, gone.status], [409, 204]);
    assert.equal((await ask(`GET /keys/${String(id)}`)).status, 404);
  });

  test('lists page by page', async () => {
    for (let i = 0; i < 5; i += 1) {
      await issue({ name: `k${i}` });
      stage.platform.time.jump(1);
    }
    const names: unknown[] = [];
    let next: unknown = '';
    while (next !== null) {
      const page = contentOf(await ask(`GET /keys?limit=2${next === '' ? '' : `&after=${String(next)}`}`));
      names.push(...(page['keys'] as Content[]).map(({ name }) => name));
      next = page['next'];
    }

    assert.deepEqual(names, ['k0', 'k1', 'k2', 'k3', 'k4']);
  });

  test('tells every mistake as a problem, with its place', async () => {
    const wrong = await ask('POST /keys', {
      nmae: 'x',
      addresses: ['10.0.0.0/40'],
      budgets: [{ name: 'b', period: 'day' }],
    });
    const { errors, ...problem } = contentOf(wrong) as { errors: Content[] };

    assert.equal(wrong.headers.get('content-type'), 'application/problem+json');
    assert.deepEqual(problem, {
      ...{ type: 'urn:sentinel:problem:invalid_request', code: 'invalid_request', status: 422 },
      title: 'The body is not as it has to be.',
    });
    assert.deepEqual(errors.map(({ pointer }) => pointer).toSorted(), ['/addresses/0', '/budgets/0', '/nmae']);
    for (const [line, body, status] of [
      ['POST /keys', '{', 400],
      ['GET /keys?limit=0', undefined, 422],
      ['GET /keys?by=x', undefined, 422],
      ['GET /nothing', undefined, 404],
      ['PUT /keys', undefined, 405],
      ['GET /keys/none', undefined, 404],
      ['POST /keys', `"${'x'.repeat(70_000)}"`, 413],
    ] as const) {
      const answer = await ask(line, body);
      assert.deepEqual([answer.status, answer.headers.get('content-type')], [status, 'application/problem+json'], line);
      assert.equal(contentOf(answer)['status'], status);
    }
  });

  test('tells which methods there are', async () => {
    assert.equal((await ask('PUT /keys')).headers.get('allow'), 'POST, GET');
  });

  test('asks for the token, and tells no more without it', async () => {
    const answer = await ask('GET /keys', undefined, { authorization: 'Bearer open-sesam' });

    assert.deepEqual([answer.status, contentOf(answer)['code']], [401, 'unauthorized']);
    assert.equal(answer.headers.get('www-authenticate'), 'Bearer realm="sentinel"');
  });

  test('takes nothing but JSON, which no page of another site can send unasked', async () => {
    assert.equal((await ask('POST /keys', {}, { 'content-type': 'text/plain' })).status, 415);
  });

  test('describes what it does', async () => {
    const { paths, servers, openapi } = contentOf(await ask('GET /openapi.json')) as Record<string, Content>;

    assert.equal(openapi, '3.1.0');
    assert.deepEqual(servers, [{ url: '/.sentinel' }]);
    const keys = ['/keys', '/keys/{id}', '/keys/{id}/rotate', '/keys/{id}/revoke'];
    assert.deepEqual(Object.keys(paths!), [...keys, '/cache', '/cache/purge']);
    const { post } = paths!['/keys'] as Record<
      string,
      { requestBody: { content: Record<string, { schema: Content }> } }
    >;
    const { schema } = post!.requestBody.content['application/json']!;
    const { addresses, expires_at: expires } = schema['properties'] as Record<string, Content>;
    assert.deepEqual(addresses, { type: 'array', items: { type: 'string', maxLength: 64 }, maxItems: 64 });
    assert.deepEqual(expires, { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] });
  });

  test('writes each change into the audit log, without a secret', async () => {
    const { id, secret } = await issue({ name: 'team' });
    await ask(`POST /keys/${String(id)}/revoke`, {});
    const lines = stage.logged('audit').filter((line) => line['event_type'] === 'admin_action');

    assert.deepEqual(
      lines.map(({ action, metadata, client_ip: by, route_id: route }) => ({ action, metadata, by, route })),
      ['issued', 'revoked'].map((action) => ({
        ...{ action, metadata: { key_id: id, key_name: 'team' }, by: '192.0.2.1', route: 'admin' },
      })),
    );
    assert.ok(!stage.lines('audit').join().includes(String(secret).slice(12, 30)));
  });

  test('keeps keys and what is known of them over a reload of the configuration', async () => {
    const { secret } = await issue();
    const { compile } = await import('../../../shared/config/compile/compile.ts');
    const process = { version: '0', startedAt: 0, instanceId: 'i', isDraining: () => false };
    stage.engine.replace(compile(stage.config, { platform: stage.platform, process, previous: stage.plan }));

    assert.equal((await chatBy(secret)).status, 200);
  });
});

describe('the admin API without a token', () => {
  const local = async (headers: Readonly<Record<string, string>>, host = 'localhost:8080') => {
    const stage = await Stage.of(slots('virtual-keys { store "memory" }'));
    return stage.ask({ target: '/.sentinel/keys', headers, host });
  };

  test('answers on loopback listeners, to programs and not to web pages', async () => {
    assert.equal((await local({})).status, 200);
    assert.equal((await local({}, 'evil.test')).status, 404);
    assert.equal((await local({ origin: 'http://evil.test' })).status, 403);
    assert.equal((await local({ 'sec-fetch-mode': 'no-cors' })).status, 403);
  });
});

describe('the admin API without virtual keys', () => {
  test('has no section of them', async () => {
    const stage = await Stage.of(slots('', withToken));
    const headers = { authorization: 'Bearer open-sesame' };
    const described = contentOf(await stage.ask({ target: '/.sentinel/openapi.json', headers }));

    assert.deepEqual(Object.keys(described['paths'] as object), ['/cache', '/cache/purge']);
    assert.equal((await stage.ask({ target: '/.sentinel/keys', headers })).status, 404);
  });

  test('shows keys that the configuration declares, which nobody can change here', async () => {
    const declared = `key "team" { hash "${'a'.repeat(64)}" }`;
    const stage = await Stage.of(slots(`virtual-keys { store "memory"; ${declared} }`, withToken));
    const headers = { authorization: 'Bearer open-sesame', 'content-type': 'application/json' };
    const shown = contentOf(await stage.ask({ target: '/.sentinel/keys', headers }));
    const revoked = await stage.ask({ method: 'POST', target: '/.sentinel/keys/team/revoke', headers });

    assert.deepEqual(
      (shown['keys'] as Content[]).map(({ id, source }) => [id, source]),
      [['team', 'configuration']],
    );
    assert.deepEqual([revoked.status, contentOf(revoked)['code']], [409, 'key_declared']);
  });
});
