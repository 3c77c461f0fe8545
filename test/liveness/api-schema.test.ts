import { describe } from 'node:test';
import { alive } from './alive.ts';
import type { Slots } from './config-text.ts';
import type { Ask, Stage } from './stage.ts';

const document = `openapi: 3.1.0
info: { title: Orders, version: '1' }
servers: [{ url: https://api.test/v1 }]
paths:
  /orders:
    get:
      parameters:
        - { name: limit, in: query, schema: { type: integer, maximum: 100 } }
      responses: { 200: { description: All, content: { application/json: { schema: { type: array } } } } }
`;
const asJson = JSON.stringify({
  openapi: '3.0.3',
  paths: { '/orders': { get: { parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer' } }] } } },
});
const files = { read: (path: string) => (path === 'orders.yaml' ? document : '{ "type": "array" }') };
const api = (text: string): Slots => ({ route: `api-schema { ${text} }` });
const status = (ask: Ask) => async (stage: Stage) => (await stage.ask(ask)).status;
const wrong: Ask = { target: '/v1/orders?limit=many' };
const post = (body: string, type = 'application/json'): Ask => ({
  method: 'POST',
  headers: { 'content-type': type },
  body,
});
/** The origin answers a text that is no JSON. */
const answered: Ask = { target: '/v1/orders' };

describe('routes.api-schema', () => {
  alive('routes.api-schema.schema-file', 'names the description that requests are checked by', {
    on: api('schema-file "orders.yaml"'),
    see: status(wrong),
    shows: [200, 400],
    options: files,
  });
  alive('routes.api-schema.schema-content', 'is the description itself', {
    on: api(`schema-content #"${asJson}"#`),
    see: status({ target: '/orders?limit=many' }),
    shows: [200, 400],
  });
  alive('routes.api-schema.base-path', 'is the path that those of the description are under', {
    off: api('schema-file "orders.yaml"'),
    on: api('schema-file "orders.yaml"; base-path "/shop"'),
    see: status({ target: '/shop/orders?limit=many' }),
    shows: [200, 400],
    options: files,
  });
  alive('routes.api-schema.validate-requests', 'can be switched off', {
    off: api('schema-file "orders.yaml"; validate-responses #true; validate-requests #false'),
    on: api('schema-file "orders.yaml"; validate-responses #true'),
    see: status(wrong),
    shows: [502, 400],
    options: files,
  });
  alive('routes.api-schema.validate-responses', 'refuses answers that do not fit', {
    off: api('schema-file "orders.yaml"'),
    on: api('schema-file "orders.yaml"; validate-responses #true'),
    see: status(answered),
    shows: [200, 502],
    options: files,
  });
  alive('routes.api-schema.strict-mode', 'refuses what is not described', {
    off: api('schema-file "orders.yaml"'),
    on: api('schema-file "orders.yaml"; strict-mode #true'),
    see: status({ target: '/v1/others' }),
    shows: [200, 404],
    options: files,
  });
  alive('routes.api-schema.max-body-size', 'bounds the bodies that are read', {
    off: api('request-schema { type "object" }'),
    on: api('request-schema { type "object" }; max-body-size 10'),
    see: status(post('{"name":"long enough"}')),
    shows: [200, 413],
  });
  alive('routes.api-schema.request-schema', 'is what bodies of requests must be', {
    on: api('request-schema { type "object"; required "name" }'),
    see: status(post('{}')),
    shows: [200, 400],
  });
  alive('routes.api-schema.request-schema-file', 'names a file of it', {
    on: api('request-schema-file "list.json"'),
    see: status(post('{}')),
    shows: [200, 400],
    options: files,
  });
  alive('routes.api-schema.response-schema', 'is what bodies of answers must be', {
    on: api('response-schema { type "object" }; validate-responses #true'),
    see: status({}),
    shows: [200, 502],
  });
  alive('routes.api-schema.response-schema-file', 'names a file of it', {
    on: api('response-schema-file "list.json"; validate-responses #true'),
    see: status({}),
    shows: [200, 502],
    options: files,
  });
});
