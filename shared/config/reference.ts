import { type CapabilityRow, capabilities } from './capabilities.ts';
import { configuration } from './config.ts';
import type { AnyField } from './fields/field.ts';
import type { BlockShape, LeafShape, Shape, VariantsShape } from './fields/shape.ts';
import { tagField } from './fields/variants.ts';

type Fields = Readonly<Record<string, AnyField>>;

/** The reference of the configuration language as Markdown: every setting, made from what the loader goes by. */
export function reference(): string {
  const { fields } = configuration.shape as BlockShape;
  const pages = Object.entries(fields).flatMap(([key, field]) => sections([key], field, new Set()));
  return `${[intro, '## The whole\n', table(fields), ...pages].join('\n')}\n`;
}

const intro = `# Reference

Made from the schema by \`node scripts/reference.ts\`; do not edit. The guide is \`configuration.md\`.

The same names are used in KDL, in JSON and in TypeScript. In KDL a setting is a child node with its value
(\`read 30\`) or, where that reads better, a property (\`target "127.0.0.1:3000" weight=2\`); a block is a node with
children; a list is a node with several values, or repeated.

- **duration**: a number in the unit that the setting names (seconds where it names none), or \`"250ms"\`, \`"1.5s"\`, \`"5m"\`, \`"1h"\`, \`"1d"\`.
  Every duration may be written with \`-secs\` or \`-ms\` at the end of its name.
- **size**: a number of bytes, or \`"64KiB"\`, \`"10MB"\`; \`-bytes\` may stand at the end of its name.
- **secret**: a text, or \`env "NAME"\` or \`file "/path"\` inside the node; never shown.
- Every text may hold \`\${NAME}\` or \`\${NAME:-default}\` of the environment; \`$\${\` stands for \`\${\` itself.
- *later* marks what the language knows and this build refuses; *refused* what no build needs.
`;

function sections(path: readonly string[], field: AnyField, above: ReadonlySet<Shape>): readonly string[] {
  const { shape, notes } = field;
  const inner = shape.kind === 'blocks' ? shape.of : shape;
  if (inner.kind !== 'block' && inner.kind !== 'variants') return [];
  const item = shape.kind === 'blocks' ? ` { ${shape.item} }` : '';
  const title = `\n## \`${path.join('.')}\`${shape.kind === 'blocks' ? ` — \`${shape.item}\`` : ''}\n`;
  const head = [title, `${notes.about}${notes.later ? ' *Later.*' : ''}\n`, usage(path.at(-1) ?? '', item, inner)];
  if (above.has(inner) || path.length > 8) return head;
  const seen = new Set([...above, inner]);
  if (path[0] === 'namespaces' && path.length > 1 && sameAsRoot(path.at(-1) ?? '', inner)) {
    return [title, `As \`${path.at(-1)}\` of the whole.\n`];
  }
  return inner.kind === 'block'
    ? [...head, ...fieldsOfBlock(path, inner.fields, seen)]
    : [...head, ...kinds(path, inner, seen)];
}

function fieldsOfBlock(path: readonly string[], fields: Fields, seen: ReadonlySet<Shape>): readonly string[] {
  return [table(fields), ...Object.entries(fields).flatMap(([key, field]) => sections([...path, key], field, seen))];
}

function kinds(path: readonly string[], shape: VariantsShape, seen: ReadonlySet<Shape>): readonly string[] {
  const { tag, common, cases } = shape;
  const shared: Fields = { ...common, [tag]: tagField(shape) };
  const each = Object.entries(cases).flatMap(([name, { about, fields, aliases, later }]) => {
    const also = aliases.length === 0 ? '' : ` Also written ${aliases.map((alias) => `\`${alias}\``).join(', ')}.`;
    const head = `\n### \`${tag} "${name}"\`\n\n${about}${also}${later ? ' *Later.*' : ''}\n`;
    const own = Object.keys(fields).length === 0 ? [] : fieldsOfBlock([...path, name], fields, seen);
    return [head, ...own];
  });
  return [...fieldsOfBlock(path, shared, seen), ...each];
}

function usage(name: string, item: string, { args }: BlockShape | VariantsShape): string {
  if (args.length === 0) return '';
  const node = item === '' ? name : item.slice(3, -2);
  return `In KDL: \`${node} ${args.map((key) => `<${key}>`).join(' ')} { ... }\`.\n`;
}

function table(fields: Fields): string {
  const rows = Object.entries(fields).map(([key, { shape, notes }]) => {
    const also = (notes.aliases ?? []).length === 0 ? '' : ` Also written \`${notes.aliases?.join('`, `')}\`.`;
    const lacking = notes.needs ? ` ${runtimesWithout(capabilities[notes.needs])}` : '';
    const later = notes.later ? '*Later.* ' : notes.needless ? `*Refused: ${notes.needless}.* ` : '';
    return `| \`${key}\` | ${typeName(shape)} | ${defaultName(notes)} | ${later}${notes.about}${also}${lacking} |`;
  });
  return ['| name | type | default | meaning |', '|---|---|---|---|', ...rows, ''].join('\n');
}

function runtimesWithout({ lacking }: CapabilityRow): string {
  return `Not on ${Object.keys(lacking).join(', ')}.`;
}

function defaultName({ required, default: value }: AnyField['notes']): string {
  if (required) return '**required**';
  if (value === undefined) return '–';
  if (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
    return Array.isArray(value) ? 'none' : 'its defaults';
  return `\`${JSON.stringify(value).replaceAll('|', '\\|')}\``;
}

function typeName(shape: Shape): string {
  switch (shape.kind) {
    case 'leaf':
      return leafName(shape);
    case 'list':
      return `list of ${leafName(shape.of)}`;
    case 'pairs':
      return 'names with texts';
    case 'free':
      return 'anything';
    case 'blocks':
      return `list of \`${shape.item}\``;
    default:
      return 'block';
  }
}

function leafName({ type, values = [], laterValues = [] }: LeafShape): string {
  if (type === 'choice')
    return values.map((value) => `\`${value}\`${laterValues.includes(value) ? ' (later)' : ''}`).join(', ');
  if (type === 'priority') return 'whole number, or `low`, `normal`, `high`, `critical`';
  return {
    text: 'text',
    whole: 'whole number',
    number: 'number',
    flag: '`#true`, `#false`',
    duration: 'duration',
    size: 'size',
    secret: 'secret',
  }[type];
}

function sameAsRoot(name: string, inner: Shape): boolean {
  const at = (configuration.shape as BlockShape).fields[name]?.shape;
  return at === inner || (at?.kind === 'blocks' && at.of === inner);
}
