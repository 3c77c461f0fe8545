import { configuration } from './config.ts';
import type { AnyField } from './fields/field.ts';
import type { Json } from './fields/free.ts';
import type { BlockShape, LeafShape, VariantsShape } from './fields/shape.ts';

type Schema = { readonly [name: string]: Json };

/** The JSON Schema of the JSON form, for editors. Other spellings of names and values are left to the loader. */
export function jsonSchema(): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Sentinel configuration',
    ...blockSchema(configuration.shape as BlockShape),
    $defs: { secret },
  };
}

const secret: Schema = {
  anyOf: [
    { type: 'string' },
    { type: 'object', properties: { env: { type: 'string' } }, required: ['env'], additionalProperties: false },
    { type: 'object', properties: { file: { type: 'string' } }, required: ['file'], additionalProperties: false },
  ],
};

function fieldSchema({ shape, notes }: AnyField): Schema {
  const described: Record<string, Json> = {
    description: `${notes.about}${remark(notes)}`,
  };
  if (notes.default !== undefined && notes.default !== null) described['default'] = notes.default as Json;
  return { ...described, ...shapeSchema(shape) };
}

function remark({ later, needless }: AnyField['notes']): string {
  if (needless !== undefined) return ` (Refused: ${needless}.)`;
  return later ? ' (Not in this build yet.)' : '';
}

function shapeSchema(shape: AnyField['shape']): Schema {
  switch (shape.kind) {
    case 'leaf':
      return leafSchema(shape);
    case 'list':
      return { anyOf: [leafSchema(shape.of), { type: 'array', items: leafSchema(shape.of) }] };
    case 'pairs':
      return { type: 'object', additionalProperties: shape.many ? oneOrMany : { type: 'string' } };
    case 'free':
      return {};
    case 'block':
    case 'variants':
      return withShort(shape);
    case 'blocks':
      return { type: 'array', items: withShort(shape.of) };
  }
}

const oneOrMany: Schema = { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] };

function leafSchema({ type, values, takes }: LeafShape): Schema {
  if (values) return { enum: values };
  if (type === 'secret') return { $ref: '#/$defs/secret' };
  if (type === 'whole') return { type: 'integer' };
  return takes.length === 1 ? { type: takes[0]! } : { type: takes };
}

/** A block, or the bare value that stands for it. */
function withShort(shape: BlockShape | VariantsShape): Schema {
  const whole = shape.kind === 'block' ? blockSchema(shape) : variantsSchema(shape);
  const first = shape.kind === 'block' ? shape.fields[shape.args[0] ?? '']?.shape : undefined;
  const others = shape.kind === 'block' ? Object.entries(shape.fields).filter(([key]) => key !== shape.args[0]) : [];
  const isEnough = first?.kind === 'leaf' && others.every(([, { notes }]) => !notes.required);
  if (isEnough) return { anyOf: [leafSchema(first), whole] };
  const tagIsFirst = shape.kind === 'variants' && shape.args[0] === shape.tag;
  return tagIsFirst ? { anyOf: [{ enum: Object.keys(shape.cases) }, whole] } : whole;
}

function blockSchema({ fields }: BlockShape, tag?: { readonly name: string; readonly value: string }): Schema {
  const entries = Object.entries(fields);
  const required = entries.filter(([, { notes }]) => notes.required).map(([key]) => key);
  const properties = Object.fromEntries(entries.map(([key, field]) => [key, fieldSchema(field)]));
  if (tag) properties[tag.name] = { const: tag.value };
  return { type: 'object', properties, required, additionalProperties: false };
}

function variantsSchema({ tag, common, cases, fallback }: VariantsShape): Schema {
  const all = Object.entries(cases).map(([value, { about, fields }]) => {
    const shape: BlockShape = { kind: 'block', fields: { ...common, ...fields }, args: [], rest: undefined };
    const schema = blockSchema(shape, { name: tag, value });
    const required = value === fallback ? schema['required']! : [tag, ...(schema['required'] as readonly string[])];
    return { description: about, ...schema, required };
  });
  return { anyOf: all };
}
