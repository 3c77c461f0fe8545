/** The few words of JSON Schema that ours is written in. */
interface Schema {
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: string | readonly string[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** Whether a value keeps a schema. */
export function accepts(schema: Schema, value: unknown, root: Schema): boolean {
  if (schema.$ref) return accepts(root.$defs?.[schema.$ref.split('/').at(-1) ?? ''] ?? {}, value, root);
  if (schema.anyOf && !schema.anyOf.some((one) => accepts(one, value, root))) return false;
  if (schema.enum && !schema.enum.includes(value)) return false;
  if ('const' in schema && schema.const !== value) return false;
  if (schema.type && ![schema.type].flat().some((type) => isOf(type, value))) return false;
  if (Array.isArray(value)) return value.every((item) => accepts(schema.items ?? {}, item, root));
  if (typeof value !== 'object' || value === null) return true;
  if (schema.required?.some((key) => !(key in value))) return false;
  return Object.entries(value).every(([key, each]) => {
    const { additionalProperties: others = true } = schema;
    const property = schema.properties?.[key] ?? (typeof others === 'object' ? others : undefined);
    return property ? accepts(property, each, root) : others !== false;
  });
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}
