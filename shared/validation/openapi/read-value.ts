import { decodeField, decodePercent, type FormField } from '../form-fields.ts';
import { parseJson } from '../parse-json.ts';
import type { Parameter } from './parameter.ts';
import { scalar, scalarForms } from './scalar.ts';

/** What was read: the forms a value may have, the likeliest first; nothing when it is not there; or what is wrong. */
export type ReadValue =
  | { readonly forms: readonly unknown[]; readonly bytes: number }
  | { readonly problem: string }
  | undefined;

/** Reads a parameter that is one text: of a path, a header field or a cookie. */
export function readText(parameter: Parameter, raw: string): ReadValue {
  const { style } = parameter;
  if (style === 'label') return raw.startsWith('.') ? pieces(parameter, raw.slice(1), '.') : wrongForm;
  if (style === 'matrix') return matrix(parameter, raw);
  return pieces(parameter, raw, ',');
}

/** Reads a parameter from the fields of a query. */
export function readQuery(parameter: Parameter, fields: readonly FormField[]): ReadValue {
  const { name, style, isExploded, isJson, kinds } = parameter;
  if (!isJson && style === 'deepObject') return fieldsObject(parameter, fields, (field) => innerName(field, name));
  if (!isJson && style === 'form' && isExploded && kinds.properties && !kinds.items && kinds.scalars.size === 0)
    return fieldsObject(parameter, fields, (field) => (kinds.properties!.has(field) ? field : undefined));
  const values = fields.filter((field) => field.name === name).map(({ raw }) => raw);
  if (values.length === 0) return undefined;
  if (!isJson && isExploded && kinds.items) {
    const items = values.map(decodeField);
    return arrayOf(parameter, items, values);
  }
  if (values.length > 1) return { problem: 'is there more than once' };
  return pieces(parameter, values[0]!, separators[style] ?? ',');
}

/** Whether a field of a query belongs to a parameter. */
export function takesField({ name, style, isExploded, isJson, kinds }: Parameter, field: string): boolean {
  if (isJson) return name === field;
  if (style === 'deepObject') return field.startsWith(`${name}[`);
  if (name === field) return true;
  return style === 'form' && isExploded && kinds.properties?.has(field) === true;
}

const wrongForm = { problem: 'is not written as it should be' } as const;
const wrongCode = { problem: 'is wrongly encoded' } as const;

const separators: Readonly<Partial<Record<Parameter['style'], string>>> = { spaceDelimited: ' ', pipeDelimited: '|' };

/** A value in one text: a scalar, a list, or names and values. */
function pieces(parameter: Parameter, raw: string, separator: string): ReadValue {
  const { kinds, isJson, isExploded, style } = parameter;
  if (isJson) return jsonOf(parameter, raw);
  const isList = kinds.items !== undefined;
  if (!isList && !kinds.properties) {
    const text = decode(parameter, raw);
    return text === undefined ? wrongCode : { forms: scalarForms(text, kinds.scalars), bytes: raw.length };
  }
  // The separators of queries that are blanks or bars come encoded more often than not.
  const plain = separators[style] ? raw.replace(/%20|\+/g, ' ').replace(/%7C/gi, '|') : raw;
  const by = style === 'label' && !isExploded ? ',' : separator;
  const texts = plain === '' ? [] : plain.split(by);
  if (isList)
    return arrayOf(
      parameter,
      texts.map((text) => decode(parameter, text)),
      [raw],
    );
  return objectOf(parameter, isExploded ? texts.map(split) : pairs(texts), raw.length);
}

function matrix(parameter: Parameter, raw: string): ReadValue {
  if (!raw.startsWith(';')) return wrongForm;
  const { name, kinds, isExploded } = parameter;
  const parts = raw.slice(1).split(';').map(split);
  if (isExploded && kinds.properties && !kinds.items) return objectOf(parameter, parts, raw.length);
  if (parts.some(([key]) => decodePercent(key) !== name)) return wrongForm;
  const values = parts.map(([, value]) => value);
  if (isExploded && kinds.items)
    return arrayOf(
      parameter,
      values.map((value) => decode(parameter, value)),
      values,
    );
  return values.length > 1 ? { problem: 'is there more than once' } : pieces(parameter, values[0]!, ',');
}

function jsonOf({ in: where }: Parameter, raw: string): ReadValue {
  const text = where === 'header' ? raw : where === 'query' ? decodeField(raw) : decodePercent(raw);
  if (text === undefined) return wrongCode;
  const parsed = parseJson(encoder.encode(text));
  return 'problem' in parsed ? parsed : { forms: [parsed.value], bytes: text.length };
}

const encoder = new TextEncoder();

function arrayOf({ kinds }: Parameter, texts: readonly (string | undefined)[], raws: readonly string[]): ReadValue {
  const items: unknown[] = [];
  for (const text of texts) {
    if (text === undefined) return wrongCode;
    items.push(scalar(text, kinds.items!));
  }
  const first = texts.length === 1 && kinds.scalars.size > 0 ? scalarForms(texts[0]!, kinds.scalars) : [];
  return { forms: [items, ...first], bytes: raws.reduce((sum, raw) => sum + raw.length, 0) };
}

function fieldsObject(
  parameter: Parameter,
  fields: readonly FormField[],
  nameIn: (field: string) => string | undefined,
): ReadValue {
  const members: (readonly [string, string])[] = [];
  for (const { name, raw } of fields) {
    const inner = nameIn(name);
    if (inner !== undefined) members.push([inner, raw]);
  }
  if (members.length === 0) return undefined;
  return objectOf(
    parameter,
    members,
    members.reduce((sum, [, raw]) => sum + raw.length + 8, 0),
    true,
  );
}

function objectOf(
  parameter: Parameter,
  members: readonly (readonly [string, string])[],
  bytes: number,
  hasNames = false,
): ReadValue {
  const value: Record<string, unknown> = Object.create(null);
  for (const [rawName, rawValue] of members) {
    const name = hasNames ? rawName : decode(parameter, rawName);
    const text = decode(parameter, rawValue);
    if (name === undefined || text === undefined) return wrongCode;
    if (name in value) return { problem: 'has a name that stands twice' };
    value[name] = scalar(text, parameter.kinds.properties?.get(name) ?? anyScalar);
  }
  return { forms: [value], bytes };
}

const anyScalar: ReadonlySet<never> = new Set();

function decode({ in: where }: Parameter, raw: string): string | undefined {
  if (where === 'header') return raw.trim();
  return where === 'query' ? decodeField(raw) : decodePercent(raw);
}

/** `name[inner]`. */
function innerName(field: string, name: string): string | undefined {
  if (!field.startsWith(`${name}[`) || !field.endsWith(']')) return undefined;
  return field.slice(name.length + 1, -1);
}

function split(text: string): readonly [string, string] {
  const equals = text.indexOf('=');
  return equals === -1 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
}

function pairs(texts: readonly string[]): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  for (let i = 0; i < texts.length; i += 2) found.push([texts[i]!, texts[i + 1] ?? '']);
  return found;
}
