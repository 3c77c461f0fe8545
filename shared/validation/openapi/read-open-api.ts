import { decodePercent } from '../form-fields.ts';
import { SchemaCompiler, type SchemaProblem } from '../schema/compile-schema.ts';
import { type Dialect, dialectNamed, draft2020, openApi30 } from '../schema/dialect.ts';
import { isObject } from '../schema/json-equal.ts';
import { SchemaDocument } from '../schema/schema-document.ts';
import { DescriptionReader, type Part } from './description-reader.ts';
import type { Operation } from './operation.ts';
import { OperationTable } from './operation-table.ts';
import { pathTemplate } from './path-template.ts';
import { readOperation, readParameters } from './read-operation.ts';

/** How a description is read. */
export interface OpenApiOptions {
  readonly isStrict: boolean;
  /** Path that those of the description are under, in place of those of its servers. */
  readonly basePath: string | undefined;
}

/** What a description says, and what is wrong with it. */
export interface ReadOpenApi {
  readonly operations: OperationTable;
  readonly problems: readonly SchemaProblem[];
}

/** Reads an OpenAPI document of version 3.0, 3.1 or 3.2, and makes all of it ready. */
export function readOpenApi(root: unknown, { isStrict, basePath }: OpenApiOptions): ReadOpenApi {
  const dialect = dialectOf(root);
  if (typeof dialect === 'string' || !isObject(root)) {
    const message = typeof dialect === 'string' ? dialect : 'an OpenAPI document is an object';
    return { operations: new OperationTable([]), problems: [{ pointer: [], message }] };
  }
  const document = new SchemaDocument(root);
  const schemas = {
    request: new SchemaCompiler(document, { dialect, isStrict, direction: 'request' }),
    response: new SchemaCompiler(document, { dialect, isStrict, direction: 'response' }),
  };
  const reader = new DescriptionReader(document, schemas);
  const whole = { value: root, pointer: [] };
  const operations = new OperationTable(basePath === undefined ? basesOf(reader, whole) : [trimmed(basePath)]);
  for (const [path, pointer, each] of reader.members(whole, 'paths')) {
    if (path.startsWith('x-')) continue;
    const item = reader.part(each, pointer, 'a path');
    const template = pathTemplate(path);
    if ('problem' in template) reader.wrong(pointer, template.problem);
    else if (item && !operations.add(template, operationsOf(reader, item)))
      reader.wrong(pointer, 'another path has the same form');
  }
  const { components } = root;
  const shared = components === undefined ? undefined : reader.part(components, ['components'], '"components"');
  // Also those that no operation refers to: what is written wrongly is to be found when it is written.
  for (const [, pointer, each] of shared ? reader.members(shared, 'schemas') : [])
    schemas.request.compile(each, pointer);
  return {
    operations,
    problems: distinct([...reader.problems, ...schemas.request.problems, ...schemas.response.problems]),
  };
}

function dialectOf(root: unknown): Dialect | string {
  const { openapi, swagger, jsonSchemaDialect } = isObject(root) ? root : {};
  if (swagger !== undefined) return 'this is Swagger 2.0; convert it to OpenAPI 3';
  if (typeof openapi !== 'string') return 'this is no OpenAPI document: it does not say "openapi"';
  if (/^3\.0\./.test(openapi)) return openApi30;
  if (!/^3\.[12]\./.test(openapi)) return `version ${openapi} of OpenAPI is not known; there is 3.0, 3.1 and 3.2`;
  if (jsonSchemaDialect === undefined) return draft2020;
  const named = typeof jsonSchemaDialect === 'string' ? dialectNamed(jsonSchemaDialect) : undefined;
  return named ?? `the dialect ${JSON.stringify(jsonSchemaDialect)} is not known`;
}

function operationsOf(reader: DescriptionReader, item: Part): ReadonlyMap<string, Operation> {
  const shared = readParameters(reader, item);
  const operations = new Map<string, Operation>();
  for (const name of methods) {
    const value = item.value[name];
    const part = value === undefined ? undefined : reader.part(value, [...item.pointer, name], 'an operation');
    if (part) operations.set(name.toUpperCase(), readOperation(reader, part, shared));
  }
  return operations;
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];

/** The paths of all servers; whoever names none is at the root. */
function basesOf(reader: DescriptionReader, whole: Part): readonly string[] {
  const bases = reader.items(whole, 'servers').flatMap(([pointer, each]) => {
    const server = reader.part(each, pointer, 'a server');
    if (!server) return [];
    const url =
      typeof server.value['url'] === 'string' ? withDefaults(server.value['url'], server.value['variables']) : '';
    const parsed = URL.parse(url, 'https://document.invalid/');
    if (!parsed) reader.wrong([...pointer, 'url'], `"${url}" is no address`);
    return parsed ? [trimmed(decodePercent(parsed.pathname) ?? parsed.pathname)] : [];
  });
  return bases.length === 0 ? [''] : [...new Set(bases)];
}

function withDefaults(url: string, variables: unknown): string {
  return url.replace(/\{([^{}]+)\}/g, (all, name: string) => {
    const variable = isObject(variables) ? variables[name] : undefined;
    return isObject(variable) && typeof variable['default'] === 'string' ? variable['default'] : all;
  });
}

function trimmed(path: string): string {
  return path.replace(/\/+$/, '');
}

/** Both ways of a schema have the same problems. */
function distinct(problems: readonly SchemaProblem[]): readonly SchemaProblem[] {
  return [...new Map(problems.map((one) => [`${one.pointer.join('/')} ${one.message}`, one])).values()];
}
