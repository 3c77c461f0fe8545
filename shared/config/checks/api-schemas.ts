import { type ApiConfig, type ApiProblem, readApi } from '../compile/compile-api.ts';
import type { Check, Look, Path } from './look.ts';

/** Descriptions of APIs describe something, once, and are right in themselves. */
export const apiSchemas: Check = (look) => {
  for (const { path, section } of look.scopes) {
    for (const [index, route] of section.routes.entries()) {
      if (!route.apiSchema) continue;
      const here = [...path, 'routes', index, 'api-schema'];
      const reason = whyWithout(route);
      if (reason !== undefined) look.error(here, reason);
      checkOne(look, route.apiSchema, here);
    }
  }
};

function whyWithout({
  inference,
  upstream,
  staticFiles,
  builtinHandler,
}: Look['config']['routes'][number]): string | undefined {
  if (inference) return '"api-schema" has no place on a route to models: their dialects are checked as they are';
  if (builtinHandler !== undefined) return '"api-schema" has no place before a page of our own';
  if (upstream === undefined && !staticFiles) return '"api-schema" has no effect without an upstream';
  return undefined;
}

function checkOne(look: Look, settings: ApiConfig, here: Path): void {
  const { validateRequests, validateResponses } = settings;
  for (const [first, second] of pairs) {
    if (settings[first[0]] !== undefined && settings[second[0]] !== undefined)
      look.error([...here, second[1]], `there is "${first[1]}" too`, 'leave one of them out');
  }
  const described = settings.schemaFile ?? settings.schemaContent;
  const asked = [described, settings.requestSchema, settings.requestSchemaFile];
  const answered = [described, settings.responseSchema, settings.responseSchemaFile];
  if ([...asked, ...answered].every((one) => one === undefined))
    look.error(here, 'nothing is described', 'write schema-file "..."');
  else if (!validateRequests && !validateResponses) look.error(here, '"api-schema" has no effect: it checks nothing');
  else if (validateResponses && answered.every((one) => one === undefined))
    look.error(
      [...here, 'validate-responses'],
      'nothing says what responses must be',
      'write response-schema or schema-file',
    );
  if (!validateResponses && (settings.responseSchema !== undefined || settings.responseSchemaFile !== undefined))
    look.error(here, 'the schema of responses has no effect', 'write validate-responses #true');
  if (settings.basePath !== undefined && described === undefined)
    look.error([...here, 'base-path'], '"base-path" has no effect without a document');
  // Of a file that cannot be read nothing more is to be said.
  const found = readApi(settings).problems.filter(({ setting }) => !look.isRefused([...here, setting]));
  for (const problem of found.slice(0, mostProblems)) report(look, problem, here);
}

const pairs = [
  [
    ['schemaFile', 'schema-file'],
    ['schemaContent', 'schema-content'],
  ],
  [
    ['requestSchema', 'request-schema'],
    ['requestSchemaFile', 'request-schema-file'],
  ],
  [
    ['responseSchema', 'response-schema'],
    ['responseSchemaFile', 'response-schema-file'],
  ],
] as const;

/** One mistake in a schema that many others refer to is found many times. */
const mostProblems = 50;

function report(look: Look, { setting, pointer, place, message }: ApiProblem, here: Path): void {
  const path = [...here, setting];
  if (!place) look.error([...path, ...pointer], message);
  else if (setting.endsWith('-file')) look.errorInside(path, place, message);
  else look.error(path, `line ${place.line} of it, column ${place.column}: ${message}`);
}
