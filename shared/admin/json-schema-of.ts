import type { GenericSchema } from 'valibot';

/** The JSON Schema of a form, for descriptions. Knows what the forms of the admin API are made of. */
export function jsonSchemaOf(schema: GenericSchema): Record<string, unknown> {
  const node = schema as unknown as Node;
  const items = node.pipe?.slice(1) ?? [];
  return Object.assign({}, plainOf(node), ...items.map((item) => ruleOf(item, node.type === 'array')));
}

/** What we look at of schemas and of the rules in their pipes. */
interface Node {
  readonly type: string;
  readonly pipe?: readonly Node[];
  readonly entries?: Readonly<Record<string, GenericSchema>>;
  readonly item?: GenericSchema;
  readonly value?: GenericSchema;
  readonly wrapped?: GenericSchema;
  readonly options?: readonly string[];
  readonly requirement?: number;
}

function plainOf(node: Node): Record<string, unknown> {
  switch (node.type) {
    case 'strict_object':
      return objectOf(node.entries ?? {});
    case 'array':
      return { type: 'array', items: jsonSchemaOf(node.item!) };
    case 'record':
      return { type: 'object', additionalProperties: jsonSchemaOf(node.value!) };
    case 'optional':
      return jsonSchemaOf(node.wrapped!);
    case 'nullable':
      return { anyOf: [jsonSchemaOf(node.wrapped!), { type: 'null' }] };
    case 'picklist':
      return { type: 'string', enum: node.options };
    default:
      return { type: node.type };
  }
}

function objectOf(entries: Readonly<Record<string, GenericSchema>>): Record<string, unknown> {
  const required = Object.keys(entries).filter((name) => entries[name]!.type !== 'optional');
  const properties = Object.fromEntries(Object.entries(entries).map(([name, each]) => [name, jsonSchemaOf(each)]));
  return { type: 'object', properties, additionalProperties: false, ...(required.length > 0 && { required }) };
}

function ruleOf({ type, requirement }: Node, isList: boolean): Record<string, unknown> {
  const rule = (isList ? listRules : rules)[type];
  if (rule === undefined) return {};
  return typeof rule === 'string' ? { [rule]: requirement } : rule;
}

type Rules = Readonly<Record<string, string | Record<string, unknown>>>;

const rules: Rules = {
  integer: { type: 'integer' },
  iso_timestamp: { format: 'date-time' },
  min_value: 'minimum',
  max_value: 'maximum',
  min_length: 'minLength',
  max_length: 'maxLength',
};

const listRules: Rules = { min_length: 'minItems', max_length: 'maxItems' };
