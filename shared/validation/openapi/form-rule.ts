import { isObject, type JsonObject } from '../schema/json-equal.ts';
import type { DescriptionReader, Part } from './description-reader.ts';
import type { FieldRule, FormRule } from './operation.ts';
import type { Parameter, ParameterStyle } from './parameter.ts';
import { partsOf, valueKinds } from './value-kinds.ts';

/** How the fields of a form with this schema are read, as the `encoding` of the media type says. */
export function formRule(reader: DescriptionReader, media: Part, schema: unknown): FormRule {
  const encodings = new Map(
    reader.members(media, 'encoding').flatMap(([name, pointer, each]) => {
      const encoding = reader.part(each, pointer, 'an encoding');
      return encoding ? [[name, encoding] as const] : [];
    }),
  );
  const rule = new Map<string, FieldRule>();
  for (const { properties } of partsOf(schema, reader.document)) {
    if (!isObject(properties)) continue;
    for (const [name, each] of Object.entries(properties))
      rule.set(name, fieldRule(reader, name, each, encodings.get(name)));
  }
  for (const [name, encoding] of encodings)
    if (!rule.has(name)) rule.set(name, fieldRule(reader, name, undefined, encoding));
  return rule;
}

function fieldRule(reader: DescriptionReader, name: string, schema: unknown, encoding: Part | undefined): FieldRule {
  const { document } = reader;
  const kinds = valueKinds(schema, document);
  const own = partsOf(schema, document);
  const parts = kinds.items ? own.flatMap(({ items }) => [...partsOf(items, document)]) : own;
  const one = kinds.items ? valueKinds({ anyOf: parts }, document) : kinds;
  const types = typesOf(reader, encoding);
  const styled = styleOf(reader, name, encoding, kinds);
  return {
    kinds,
    types,
    styled,
    isJson: types
      ? types.some((type) => /[/+]json$/.test(type))
      : one.properties !== undefined && one.scalars.size === 0,
    mayBeFile: isUntyped(one) || parts.some(isBinary),
  };
}

function isUntyped({ scalars, items, properties }: FieldRule['kinds']): boolean {
  return scalars.size === 0 && items === undefined && properties === undefined;
}

function isBinary(part: JsonObject): boolean {
  return part.format === 'binary' || part.contentMediaType !== undefined || part.contentEncoding !== undefined;
}

function typesOf(reader: DescriptionReader, encoding: Part | undefined): readonly string[] | undefined {
  const written = encoding?.value['contentType'];
  if (written === undefined) return undefined;
  const pointer = [...encoding!.pointer, 'contentType'];
  if (typeof written !== 'string') {
    reader.wrong(pointer, '"contentType" must be a text');
    return undefined;
  }
  const types = written.split(',').map((type) => type.split(';')[0]!.trim().toLowerCase());
  for (const type of types) if (!isRange.test(type)) reader.wrong(pointer, `"${type}" is no media type`);
  return types;
}

const isRange = /^(?:\*\/\*|[\w!#$&^.+-]+\/(?:\*|[\w!#$&^.+-]+))$/;

/** Set where the encoding says how a list or an object is written in a form that is encoded as a query is. */
function styleOf(
  reader: DescriptionReader,
  name: string,
  encoding: Part | undefined,
  kinds: FieldRule['kinds'],
): Parameter | undefined {
  const { style = 'form', explode } = encoding?.value ?? {};
  const isStyled = encoding?.value['style'] !== undefined || explode !== undefined;
  if (!encoding || !isStyled || (!kinds.items && !kinds.properties)) return undefined;
  if (!isStyle(style)) {
    reader.wrong([...encoding.pointer, 'style'], `"style" of a field must be one of ${styles.join(', ')}`);
    return undefined;
  }
  const isExploded = typeof explode === 'boolean' ? explode : style === 'form';
  const plain = { isRequired: false, isJson: false, mayBeEmpty: false, check: undefined } as const;
  return { ...plain, in: 'query', name, style, isExploded, kinds };
}

const styles: readonly ParameterStyle[] = ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'];

function isStyle(style: unknown): style is ParameterStyle {
  return styles.some((one) => one === style);
}
