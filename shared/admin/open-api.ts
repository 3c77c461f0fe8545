import type { AdminOperation, AdminSection } from './admin-section.ts';
import { jsonSchemaOf } from './json-schema-of.ts';

/** The OpenAPI 3.1 description of sections, made of the same table that answers. */
export function openApi(sections: readonly AdminSection[], base: string, version: string): unknown {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const section of sections) {
    for (const operation of section.operations) {
      const path = operation.path.replace(/:(\w+)/g, '{$1}');
      paths[path] = { ...paths[path], [operation.method]: described(operation, section.name) };
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Admin API of Sentinel', version },
    servers: [{ url: base === '' ? '/' : base }],
    security: [{ token: [] }],
    tags: sections.map(({ name, about }) => ({ name, description: about })),
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'The admin token of the configuration.' },
      },
      schemas: { Problem: problemSchema },
      responses: {
        Problem: {
          description: 'What went wrong.',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  };
}

function described({ name, about, path, query, body, answers }: AdminOperation, tag: string): unknown {
  const fields = query ? (jsonSchemaOf(query)['properties'] as Record<string, unknown>) : {};
  return {
    operationId: name,
    summary: about,
    tags: [tag],
    parameters: [
      ...[...path.matchAll(/:(\w+)/g)].map(([, part]) => ({ name: part, in: 'path', required: true, schema: text })),
      ...Object.entries(fields).map(([field, schema]) => ({ name: field, in: 'query', required: false, schema })),
    ],
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: jsonSchemaOf(body) } } } }),
    responses: { ...answersOf(answers), default: { $ref: '#/components/responses/Problem' } },
  };
}

function answersOf(answers: AdminOperation['answers']): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(answers).map(([status, description]) => [
      status,
      Number(status) >= 400
        ? { $ref: '#/components/responses/Problem' }
        : { description, ...contentOf(Number(status)) },
    ]),
  );
}

function contentOf(status: number): Record<string, unknown> {
  return status === 204 ? {} : { content: { 'application/json': { schema: { type: 'object' } } } };
}

const text = { type: 'string' };
const problemSchema = {
  type: 'object',
  properties: {
    ...{ type: text, title: text, status: { type: 'integer' }, code: text, detail: text },
    errors: { type: 'array', items: { type: 'object', properties: { pointer: text, detail: text } } },
  },
  required: ['type', 'title', 'status', 'code'],
};
