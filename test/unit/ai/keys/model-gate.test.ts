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
