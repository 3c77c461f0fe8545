import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hashOf } from '../../../../shared/keys/key-secret.ts';
import { ai, json } from '../../../liveness/ai.ts';
import { type Ask, Stage } from '../../../liveness/stage.ts';
import { secretNumber } from '../../../support/virtual-keys.ts';

const secret = secretNumber(1);
const slots = ai('', {
  top: `virtual-keys { store "none"; key "team" { hash "${hashOf(secret)}"; models "small-*" } }`,
});

async function statusOf(ask: Ask): Promise<number> {
  const stage = await Stage.of(slots);
  stage.origin = (call) => json(call);
  return (await stage.ask({ ...ask, headers: { authorization: `Bearer ${secret}`, ...ask.headers } })).status;
}

const chat = (fields: object): string => JSON.stringify({ messages: [{ role: 'user', content: 'hi' }], ...fields });
const azure = (name: string): string => `/openai/deployments/${name}/chat/completions`;

describe('a key that is for some models', () => {
  const rows: readonly (readonly [
    says: string,
    status: number,
    target: string,
    body?: object | string | undefined,
    method?: string,
  ])[] = [
    ['a model of them', 200, '/v1/chat/completions', { model: 'small-1' }],
    ['another', 403, '/v1/chat/completions', { model: 'large' }],
    ['none', 403, '/v1/chat/completions', {}],
    ['a deployment of them', 200, azure('small-1'), {}],
    ['a deployment of them and the same in the body', 200, azure('small-1'), { model: 'small-2' }],
    ['a deployment of them and another in the body', 403, azure('small-1'), { model: 'large' }],
    ['another deployment and one of them in the body', 403, azure('large'), { model: 'small-1' }],
    ['a deployment of them and another in the body, in capitals', 403, azure('small-1'), { MODEL: 'large' }],
    ['a deployment of them in a path in capitals', 200, azure('small-1').toUpperCase().replace('SMALL', 'small'), {}],
    ['one of them and alternatives that are not', 403, '/v1/chat/completions', { model: 'small-1', models: ['large'] }],
    ['one of them and alternatives that are', 200, '/v1/chat/completions', { model: 'small-1', models: ['small-2'] }],
    ['an engine of them and another in the body', 403, '/v1/engines/small-1/edits', { model: 'large' }],
    ['another engine', 403, '/v1/engines/large/edits', { model: 'small-1' }],
    ['another model of Bedrock', 403, '/model/large/invoke', { model: 'small-1' }],
    ['a model of Bedrock of them', 200, '/model/small-1/converse-stream', { messages: [] }],
    ['a model that is no text', 403, azure('small-1').replace('chat/completions', 'x'), { model: ['large'] }],
    ['another in the query', 403, '/generate?model=large', { model: 'small-1' }],
    ['another in a form', 403, '/generate', 'model=large&prompt=hi'],
    ['one of them in a form', 200, '/generate', 'model=small-1&prompt=hi'],
    ['none in a text', 403, '/generate', 'hi'],
    [
      'another in a request within the request',
      403,
      '/v1beta/models/small-1:batchEmbedContents',
      { requests: [{ model: 'models/large' }] },
    ],
    [
      'one of them in a request within the request',
      200,
      '/v1beta/models/small-1:batchEmbedContents',
      { requests: [{ model: 'models/small-1' }] },
    ],
    ['another deployment, escaped', 403, '/openai/%64eployments/large/chat/completions', { model: 'small-1' }],
    [
      'another deployment, escaped at its end',
      403,
      '/openai/deployment%73/large/chat/completions',
      { model: 'small-1' },
    ],
    [
      'another deployment behind two slashes',
      403,
      '/openai//deployments//large/chat/completions',
      { model: 'small-1' },
    ],
    ['another deployment behind escaped slashes', 403, '/openai%2fdeployments%2Flarge/x', { model: 'small-1' }],
    [
      'another model of Gemini, escaped',
      403,
      '/v1beta/model%73/large:generateContent',
      { model: 'small-1', contents: [] },
    ],
    [
      'another model of Gemini, its verb escaped',
      403,
      '/v1beta/models/large:%67enerateContent',
      { model: 'small-1', contents: [] },
    ],
    [
      'another model of Gemini behind an escaped slash',
      403,
      '/v1beta/models%2Flarge:generateContent',
      { model: 'small-1', contents: [] },
    ],
    ['a model of Gemini of them, its verb escaped', 200, '/v1beta/models/small-1:%67enerateContent', { contents: [] }],
    ...['batchGenerateContent', 'predict', 'rawPredict', 'asyncBatchEmbedContent'].flatMap(
      (verb) =>
        [
          [`another in the path before :${verb}`, 403, `/v1beta/models/large:${verb}`, { model: 'small-1' }],
          [`one of them in the path before :${verb}`, 200, `/v1beta/models/small-1:${verb}`, { instances: [] }],
        ] as const,
    ),
    ['another behind two collections', 403, '/v1/models/small-1%2Fmodels%2Flarge:predict', { model: 'small-1' }],
    ['another endpoint', 403, '/v1/projects/p/endpoints/large:predict', { model: 'small-1' }],
    [
      'one of them at an endpoint that is no model',
      200,
      '/v1/endpoints/openapi/chat/completions',
      { model: 'small-1' },
    ],
    ['another model of Bedrock, escaped', 403, '/%6dodel/large/converse', { model: 'small-1' }],
    ['another model of Bedrock for whatever', 403, '/model/large/async-invoke', { model: 'small-1' }],
    ['a model of Bedrock of them by a name with a slash', 200, '/model/small-1%2Fx/converse', { messages: [] }],
    [
      'another in a tool',
      403,
      '/v1/responses',
      { model: 'small-1', input: 'hi', tools: [{ type: 'image_generation', model: 'large' }] },
    ],
    [
      'one of them in a tool',
      200,
      '/v1/responses',
      { model: 'small-1', input: 'hi', tools: [{ type: 'x', model: 'small-2' }] },
    ],
    [
      'another in a batch',
      403,
      '/v1/messages/batches',
      { model: 'small-1', requests: [{ params: { model: 'large', messages: [] } }] },
    ],
    [
      'one of them in a batch',
      200,
      '/v1/messages/batches',
      { requests: [{ params: { model: 'small-1', messages: [] } }] },
    ],
    ['another in a session', 403, '/v1/realtime/sessions', { model: 'small-1', session: { model: 'large' } }],
    ['another to fall back to', 403, '/v1/chat/completions', { model: 'small-1', fallbacks: ['large'] }],
    [
      'another to fall back to, as a request',
      403,
      '/v1/chat/completions',
      { model: 'small-1', fallbacks: [{ model: 'large' }] },
    ],
    [
      'one of them to fall back to, as a request',
      200,
      '/v1/chat/completions',
      { model: 'small-1', fallbacks: [{ model: 'small-2' }] },
    ],
    [
      'what nobody can tell to fall back to',
      403,
      '/v1/chat/completions',
      { model: 'small-1', fallbacks: [{ x: ['large'] }] },
    ],
    [
      'another in what is added to the body',
      403,
      '/v1/chat/completions',
      { model: 'small-1', extra_body: { model: 'large' } },
    ],
    ['another as that of Bedrock', 403, '/async-invoke', { model: 'small-1', modelId: 'large' }],
    ...[
      { messages: [{ role: 'user', content: [{ type: 'tool_use', input: { model: 'large' } }] }] },
      {
        tools: [
          { type: 'function', function: { name: 'f', parameters: { properties: { model: { type: 'string' } } } } },
        ],
      },
      { metadata: { model: 'large' } },
    ].map(
      (fields) =>
        ['one of them beside texts and schemas', 200, '/v1/chat/completions', { model: 'small-1', ...fields }] as const,
    ),
    ['nothing, by GET', 200, '/v1/models', undefined, 'GET'],
    ['nothing, by HEAD', 200, '/v1/models', undefined, 'HEAD'],
    ['another in the query, by GET', 403, '/generate?model=large', undefined, 'GET'],
    ['another in the path, by GET', 403, azure('large'), undefined, 'GET'],
    ['nothing, by DELETE', 403, '/v1/files/f', undefined, 'DELETE'],
    ['nothing, by PUT', 403, '/v1/files/f', undefined, 'PUT'],
    ['nothing, by POST', 403, '/v1/batches/b/cancel', undefined, 'POST'],
    ['nothing, by a method of its own', 403, '/v1/files/f', undefined, 'PURGE'],
  ];
  for (const [says, status, target, body, method = 'POST'] of rows) {
    test(`is answered ${status} where the request names ${says}`, async () => {
      const isForm = typeof body === 'string' && body.includes('=');
      const text = typeof body === 'object' ? (/chat/i.test(target) ? chat(body) : JSON.stringify(body)) : body;
      const headers = isForm ? { 'content-type': 'application/x-www-form-urlencoded' } : {};

      assert.equal(await statusOf({ method, target, headers, ...(text !== undefined && { body: text }) }), status);
    });
  }
});

test('an upstream is sent the path as it was read', async () => {
  const stage = await Stage.of(ai(''));
  stage.origin = (call) => json(call);
  await stage.ask({
    method: 'POST',
    target: '/v1beta/model%73/m%2F1:%67enerateContent?a=%62',
    body: '{"contents":[]}',
  });

  assert.equal(stage.calls[0]!.request.head.path, '/v1beta/models/m%2F1:generateContent');
  assert.equal(stage.calls[0]!.request.head.query, 'a=%62');
});

test('a model that only its path names is called there as the upstream calls it', async () => {
  const stage = await Stage.of(ai('model-routing { model "m" upstream="app" as="n" }'));
  stage.origin = (call) => json(call);
  for (const target of ['/v1/models/m:predict', '/v1/models%2Fm:rawPredict', '/openai//deployments//m/x']) {
    await stage.ask({ method: 'POST', target, body: '{}' });
  }

  assert.deepEqual(
    stage.calls.map(({ request }) => request.head.path),
    ['/v1/models/n:predict', '/v1/models%2Fn:rawPredict', '/openai//deployments//n/x'],
  );
});
