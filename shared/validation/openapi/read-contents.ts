import type { DescriptionReader, Part } from './description-reader.ts';
import { formRule } from './form-rule.ts';
import type { ContentRule, FormRule } from './operation.ts';
import { valueKinds } from './value-kinds.ts';

/** Reads `content`: what each media type may hold. */
export function readContents(
  reader: DescriptionReader,
  part: Part,
  direction: 'request' | 'response',
): readonly ContentRule[] {
  return reader.members(part, 'content').flatMap(([name, pointer, each]): readonly ContentRule[] => {
    const media = reader.part(each, pointer, 'a media type');
    if (!media) return [];
    const range = name.split(';')[0]!.trim().toLowerCase();
    if (!isRange.test(range)) reader.wrong(pointer, `"${name}" is no media type`);
    const { schema } = media.value;
    if (schema === undefined) return [{ range, content: undefined }];
    const check = reader.schemas[direction].compile(schema, [...media.pointer, 'schema']);
    const kinds = valueKinds(schema, reader.document);
    const fields: FormRule = isJson.test(range) ? new Map() : formRule(reader, media, schema);
    return [{ range, content: { check, kinds, fields } }];
  });
}

const isJson = /[/+]json$/;
const isRange = /^(?:\*\/\*|[\w!#$&^.+-]+\/(?:\*(?:\+[\w.-]+)?|[\w!#$&^.+-]+))$/;

/** The rule for a media type: the one that names it, else its family, else all. */
export function contentRuleFor(contents: readonly ContentRule[], essence: string): ContentRule | undefined {
  const family = `${essence.slice(0, essence.indexOf('/'))}/*`;
  const suffix = essence.lastIndexOf('+');
  // `application/*+json` is no range of the standard, and is written all the same.
  const bySuffix = suffix === -1 ? undefined : `${family}${essence.slice(suffix)}`;
  for (const range of [essence, bySuffix, family, '*/*']) {
    const found = contents.find((one) => one.range === range);
    if (found) return found;
  }
  return undefined;
}
