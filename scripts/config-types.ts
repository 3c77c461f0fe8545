import { configuration } from '../shared/config/config.ts';
import type { AnyField } from '../shared/config/fields/field.ts';
import type { BlockShape, LeafShape, Shape, VariantsShape } from '../shared/config/fields/shape.ts';

/**
 * The types of a configuration as declarations that need no other package. The compiler cannot write them: what it
 * infers from the schema is longer than it serialises.
 */
export function configTypes(): string {
  const made = new Interfaces();
  made.add('ConfigInput', configuration.shape as BlockShape, 'A configuration as it is written in TypeScript.');
  return `${leaves}\n${made.texts.join('\n')}`;
}

const leaves = `/** Seconds, or a text with a unit: "100ms", "5s", "1m". */
export type Duration = number | \`\${number}\${'ms' | 's' | 'm' | 'h' | 'd'}\`;
/** Bytes, or a text with a unit: "64KiB", "10MB". */
export type Size = number | \`\${number}\${'B' | 'KB' | 'MB' | 'GB' | 'KiB' | 'MiB' | 'GiB'}\`;
/** A secret: the text itself, the name of an environment variable, or a file that holds it. */
export type Secret = string | { readonly env: string } | { readonly file: string };
/** Any value that JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
`;

/** One interface for each block; blocks of one shape share it. */
class Interfaces {
  readonly texts: string[] = [];
  readonly #names = new Map<object, string>();
  readonly #taken = new Set<string>();

  /** Writes the interface of a shape, unless it is there; answers its name. */
  add(name: string, shape: BlockShape, about: string): string {
    const known = this.#names.get(shape.fields);
    if (known !== undefined) return known;
    this.#names.set(shape.fields, name);
    this.#taken.add(name);
    const lines = Object.entries(shape.fields).map(([key, field]) => this.#member(key, field, name));
    this.texts.push(`/** ${about} */\nexport interface ${name} {\n${lines.join('\n')}\n}\n`);
    return name;
  }

  #member(key: string, field: AnyField, owner: string): string {
    const { notes } = field;
    const remark = notes.later ? ' Not in this build yet.' : '';
    const mark = notes.required ? '' : '?';
    const type = this.#type(field.shape, key, owner, notes.about);
    return `  /** ${notes.about}${remark} */\n  readonly '${key}'${mark}: ${type}${mark && ' | undefined'};`;
  }

  #type(shape: Shape, key: string, owner: string, about: string): string {
    switch (shape.kind) {
      case 'leaf':
        return leafType(shape);
      case 'list':
        return `${leafType(shape.of)} | readonly (${leafType(shape.of)})[]`;
      case 'pairs':
        return `Readonly<Record<string, string${shape.many ? ' | readonly string[]' : ''}>>`;
      case 'free':
        return 'Json';
      case 'blocks':
        return `readonly (${this.#blockType(shape.of, shape.item, owner, about)})[]`;
      default:
        return this.#blockType(shape, key, owner, about);
    }
  }

  /** A block, or the bare value that may stand for it. */
  #blockType(shape: BlockShape | VariantsShape, key: string, owner: string, about: string): string {
    if (shape.kind === 'variants') return this.#variantsType(shape, key);
    const name = this.add(this.#nameFor(key, owner), shape, about);
    const [first] = shape.args;
    const shortField = first === undefined ? undefined : shape.fields[first];
    const others = Object.entries(shape.fields).filter(([other]) => other !== first);
    const isEnough = shortField?.shape.kind === 'leaf' && others.every(([, { notes }]) => !notes.required);
    return isEnough ? `${name} | ${leafType(shortField.shape as LeafShape)}` : name;
  }

  #variantsType({ tag, common, cases, args, fallback }: VariantsShape, key: string): string {
    const kinds = Object.entries(cases).map(([value, { about, fields }]) => {
      const shape: BlockShape = { kind: 'block', fields: { ...common, ...fields }, args: [], rest: undefined };
      const name = this.#names.get(fields) ?? this.add(this.#nameFor(value, pascal(key)), shape, about);
      this.#names.set(fields, name);
      return `(${name} & { readonly '${tag}'${value === fallback ? '?' : ''}: '${value}' })`;
    });
    const bare = args[0] === tag ? Object.keys(cases).map((value) => `'${value}'`) : [];
    return [...kinds, ...bare].join(' | ');
  }

  #nameFor(key: string, owner: string): string {
    const name = pascal(key);
    return this.#taken.has(name) ? `${owner}${name}` : name;
  }
}

function leafType({ type, values, takes }: LeafShape): string {
  if (values) return values.map((value) => `'${value}'`).join(' | ');
  if (type === 'duration') return 'Duration';
  if (type === 'size') return 'Size';
  return type === 'secret' ? 'Secret' : takes.join(' | ');
}

function pascal(key: string): string {
  return key.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
