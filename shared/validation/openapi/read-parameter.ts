import type { Check } from '../schema/run.ts';
import type { DescriptionReader, Part } from './description-reader.ts';
import type { Parameter, ParameterStyle } from './parameter.ts';
import { valueKinds } from './value-kinds.ts';

/** Reads one parameter; `undefined` for those that others stand for, and after a problem was noted. */
export function readParameter(reader: DescriptionReader, part: Part): Parameter | undefined {
  const { value, pointer } = part;
  const { name, in: where } = value;
  if (typeof name !== 'string' || name === '') reader.wrong([...pointer, 'name'], 'a parameter needs a name');
  else if (!isPlace(where)) reader.wrong([...pointer, 'in'], '"in" must be path, query, header or cookie');
  else if (where === 'path' && value.required !== true)
    reader.wrong([...pointer, 'required'], 'a parameter of the path must say "required: true"');
  // These have places of their own in a description.
  else if (where === 'header' && ['accept', 'content-type', 'authorization'].includes(name.toLowerCase()))
    return undefined;
  else return made(reader, part, where, where === 'header' ? name.toLowerCase() : name, 'request');
  return undefined;
}

/** Reads one field of an answer. */
export function readHeader(reader: DescriptionReader, part: Part, name: string): Parameter | undefined {
  return name.toLowerCase() === 'content-type'
    ? undefined
    : made(reader, part, 'header', name.toLowerCase(), 'response');
}

type Place = Parameter['in'];

function made(
  reader: DescriptionReader,
  part: Part,
  where: Place,
  name: string,
  direction: 'request' | 'response',
): Parameter | undefined {
  const { value, pointer } = part;
  const style = value.style ?? defaults[where];
  if (!isStyle(style, where)) {
    reader.wrong(
      [...pointer, 'style'],
      `"style" of a parameter in ${where} must be one of ${styles[where].join(', ')}`,
    );
    return undefined;
  }
  const { schema, pointer: at, isJson } = schemaOf(reader, part);
  const check: Check | undefined = schema === undefined ? undefined : reader.schemas[direction].compile(schema, at);
  return {
    ...{ in: where, name, style, isJson, check },
    isRequired: value.required === true,
    isExploded: typeof value.explode === 'boolean' ? value.explode : style === 'form',
    mayBeEmpty: where === 'query' && value.allowEmptyValue === true,
    kinds: valueKinds(schema, reader.document),
  };
}

/** The schema, or that of the one media type that the value is written in. */
function schemaOf(
  reader: DescriptionReader,
  part: Part,
): { readonly schema: unknown; readonly pointer: readonly (string | number)[]; readonly isJson: boolean } {
  const [content] = reader.members(part, 'content');
  if (!content) return { schema: part.value['schema'], pointer: [...part.pointer, 'schema'], isJson: false };
  const [name, pointer, each] = content;
  const media = reader.part(each, pointer, 'a media type');
  return {
    schema: media?.value['schema'],
    pointer: [...(media?.pointer ?? pointer), 'schema'],
    isJson: /[/+]json\b/i.test(name),
  };
}

const styles: Readonly<Record<Place, readonly ParameterStyle[]>> = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form'],
};

const defaults: Readonly<Record<Place, ParameterStyle>> = {
  path: 'simple',
  query: 'form',
  header: 'simple',
  cookie: 'form',
};

function isPlace(where: unknown): where is Place {
  return typeof where === 'string' && Object.hasOwn(styles, where);
}

function isStyle(style: unknown, where: Place): style is ParameterStyle {
  return styles[where].some((one) => one === style);
}
