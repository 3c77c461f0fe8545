import type { FilterHooks } from '../../engine/filter.ts';
import { Fault } from '../../errors/fault.ts';
import { apiChecks } from '../../validation/api-checks.ts';
import type { ApiRules } from '../../validation/api-rules.ts';
import type { OperationTable } from '../../validation/openapi/operation-table.ts';
import { readOpenApi } from '../../validation/openapi/read-open-api.ts';
import { SchemaCompiler, type SchemaProblem } from '../../validation/schema/compile-schema.ts';
import { draft7 } from '../../validation/schema/dialect.ts';
import type { Check } from '../../validation/schema/run.ts';
import { type Pointer, SchemaDocument } from '../../validation/schema/schema-document.ts';
import type { Config } from '../config.ts';
import { locate } from '../source/locate.ts';
import { plain, type Tree } from '../source/tree.ts';
import { readYaml } from '../yaml/read-yaml.ts';

/** The settings of an `api-schema` block. */
export type ApiConfig = NonNullable<Config['routes'][number]['apiSchema']>;

/** Something wrong with what an `api-schema` block names. */
export interface ApiProblem {
  /** The setting it stands in. */
  readonly setting: string;
  /** Steps inside of a setting that is written as data. */
  readonly pointer: Pointer;
  /** The place in the text of a setting that is a document. */
  readonly place: { readonly line: number; readonly column: number } | undefined;
  readonly message: string;
}

/** The checks that a route asks for; none when it asks for none. What is wrong was reported when it was checked. */
export function apiHooks(settings: ApiConfig | undefined): readonly FilterHooks[] {
  if (!settings || (!settings.validateRequests && !settings.validateResponses)) return [];
  const { rules, problems } = readApi(settings);
  if (problems[0]) throw new Fault('internal', { detail: `${problems[0].setting}: ${problems[0].message}` });
  return [apiChecks(rules)];
}

/** Makes ready what the block describes, and says all that is wrong with it. */
export function readApi(settings: ApiConfig): { readonly rules: ApiRules; readonly problems: readonly ApiProblem[] } {
  const problems: ApiProblem[] = [];
  const isStrict = settings.strictMode;
  const schema = (direction: 'request' | 'response'): Check | undefined => {
    const written = settings[`${direction}Schema`];
    const text = settings[`${direction}SchemaFile`];
    if (written !== undefined) return checkOf(asSchema(written), `${direction}-schema`, { isStrict, problems });
    return text === undefined ? undefined : fileCheck(text, `${direction}-schema-file`, { isStrict, problems });
  };
  const rules: ApiRules = {
    operations: operationsOf(settings, problems),
    requestBody: schema('request'),
    responseBody: schema('response'),
    checksRequests: settings.validateRequests,
    checksResponses: settings.validateResponses,
    isStrict,
    maxBytes: settings.maxBodySizeBytes,
  };
  return { rules, problems };
}

interface Reading {
  readonly isStrict: boolean;
  readonly problems: ApiProblem[];
}

function operationsOf(settings: ApiConfig, problems: ApiProblem[]): OperationTable | undefined {
  const { schemaFile, schemaContent, basePath, strictMode } = settings;
  const text = schemaFile ?? schemaContent;
  if (text === undefined) return undefined;
  const setting = schemaFile === undefined ? 'schema-content' : 'schema-file';
  const tree = treeOf(text, setting, problems);
  if (!tree) return undefined;
  const read = readOpenApi(plain(tree), { isStrict: strictMode, basePath });
  note(read.problems, setting, tree, problems);
  return read.operations;
}

function treeOf(text: string, setting: string, problems: ApiProblem[]): Tree | undefined {
  const read = readYaml(text, '');
  if ('tree' in read) return read.tree;
  problems.push({ setting, pointer: [], place: read.place, message: read.problem });
  return undefined;
}

function fileCheck(text: string, setting: string, reading: Reading): Check | undefined {
  const tree = treeOf(text, setting, reading.problems);
  return tree && checkOf(plain(tree), setting, reading, tree);
}

function checkOf(schema: unknown, setting: string, { isStrict, problems }: Reading, tree?: Tree): Check {
  const document = new SchemaDocument(schema);
  const compiler = new SchemaCompiler(document, { dialect: draft7, isStrict, direction: undefined });
  const check = compiler.compile(schema, []);
  note(compiler.problems, setting, tree, problems);
  return check;
}

function note(found: readonly SchemaProblem[], setting: string, tree: Tree | undefined, problems: ApiProblem[]): void {
  for (const { pointer, message } of found) {
    const place = tree && locate(tree, pointer).place;
    problems.push({ setting, pointer: tree ? [] : pointer, place, message });
  }
}

/**
 * A schema that is written in KDL. A list of one text cannot be told from a text there, and `required` and `enum` are
 * never anything but lists.
 */
function asSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asSchema);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, each]) => {
    const isOne = (name === 'required' && typeof each === 'string') || (name === 'enum' && isScalar(each));
    return [name, isOne ? [each] : asSchema(each)] as const;
  });
  return Object.fromEntries(entries);
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}
