import type { Routed } from '../engine/exchange.ts';
import type { HeaderList } from '../http/header-list.ts';
import { type FormField, formFields } from './form-fields.ts';
import { type Findings, fits } from './judgement.ts';
import type { FoundOperation } from './openapi/operation-table.ts';
import type { Parameter } from './openapi/parameter.ts';
import { type ReadValue, readQuery, readText, takesField } from './openapi/read-value.ts';

/** Judges the parameters of a request; in strict mode there may be none in the query but those that are described. */
export function judgeParameters(
  { received: { query, headers } }: Routed,
  { operation, values }: FoundOperation & { readonly kind: 'found' },
  isStrict: boolean,
  findings: Findings,
): void {
  const fields = formFields(query);
  if (!fields) {
    findings.add('query', undefined, 'is wrongly encoded');
    return;
  }
  const cookies = operation.parameters.some((one) => one.in === 'cookie') ? cookiesOf(headers) : noCookies;
  for (const parameter of operation.parameters) {
    if (findings.isFull) return;
    judgeOne(parameter, sentValue(parameter, { values, fields, headers, cookies }), findings);
  }
  if (isStrict) refuseUnknown(operation.parameters, fields, findings);
}

/** Judges one parameter, or one field of an answer, by what was read of it. */
export function judgeOne({ in: where, name, isRequired, check }: Parameter, read: ReadValue, findings: Findings): void {
  if (read === undefined) {
    if (isRequired) findings.add(where, name, 'is missing');
  } else if ('problem' in read) findings.add(where, name, read.problem);
  else if (check) {
    const { forms, bytes } = read;
    if (forms.length > 1 && forms.some((form) => fits(check, form, bytes))) return;
    findings.judge(where, name, check, forms[0], bytes);
  }
}

/** Reads a field of a message. */
export function readHeaderField(parameter: Parameter, headers: HeaderList): ReadValue {
  const value = headers.joined(parameter.name);
  return value === undefined ? undefined : readText(parameter, value);
}

interface Sources {
  readonly values: ReadonlyMap<string, string>;
  readonly fields: readonly FormField[];
  readonly headers: HeaderList;
  readonly cookies: ReadonlyMap<string, readonly string[]>;
}

function sentValue(parameter: Parameter, { values, fields, headers, cookies }: Sources): ReadValue {
  switch (parameter.in) {
    case 'path': {
      const raw = values.get(parameter.name);
      return raw === undefined ? undefined : readText(parameter, raw);
    }
    case 'query':
      return emptyOr(parameter, fields) ? undefined : readQuery(parameter, fields);
    case 'header':
      return readHeaderField(parameter, headers);
    case 'cookie': {
      const sent = cookies.get(parameter.name);
      if (sent === undefined) return undefined;
      return sent.length > 1 ? { problem: 'is there more than once' } : readText(parameter, sent[0]!);
    }
  }
}

function emptyOr({ mayBeEmpty, name }: Parameter, fields: readonly FormField[]): boolean {
  if (!mayBeEmpty) return false;
  const own = fields.filter((field) => field.name === name);
  return own.length === 1 && own[0]!.raw === '';
}

const noCookies: ReadonlyMap<string, readonly string[]> = new Map();

function cookiesOf(headers: HeaderList): ReadonlyMap<string, readonly string[]> {
  const cookies = new Map<string, string[]>();
  for (const part of headers.all('cookie').flatMap((field) => field.split(';'))) {
    const equals = part.indexOf('=');
    if (equals === -1) continue;
    const name = part.slice(0, equals).trim();
    const value = part.slice(equals + 1).trim();
    const known = cookies.get(name);
    if (known) known.push(value);
    else cookies.set(name, [value]);
  }
  return cookies;
}

function refuseUnknown(parameters: readonly Parameter[], fields: readonly FormField[], findings: Findings): void {
  const own = parameters.filter((one) => one.in === 'query');
  const told = new Set<string>();
  for (const { name } of fields) {
    if (told.has(name) || own.some((one) => takesField(one, name))) continue;
    told.add(name);
    findings.add('query', name.slice(0, longestName), 'is not a parameter that is allowed');
  }
}

/** Names come from the client, and go back to it. */
const longestName = 200;
