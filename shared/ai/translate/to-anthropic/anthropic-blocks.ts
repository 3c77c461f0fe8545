import { entriesOf, isObject, textIn, textOf } from '../../dialects/json/values.ts';
import type { JsonObject, JsonValue } from '../../json.ts';
import type { Losses } from '../losses.ts';

/** Content of a chat message as blocks. Empty texts are left out: Anthropic refuses them. */
export function anthropicBlocks(content: JsonValue | undefined, losses: Losses): JsonObject[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  const blocks: JsonObject[] = [];
  for (const [, part] of entriesOf(content)) {
    const block = blockOf(part, losses);
    if (block) blocks.push(block);
  }
  return blocks;
}

function blockOf(part: JsonObject, losses: Losses): JsonObject | undefined {
  const type = textIn(part['type']);
  losses.others(part, partFields, 'content.');
  switch (type) {
    case 'text':
    case 'refusal': {
      const text = textIn(part[type]);
      return text === '' ? undefined : { type: 'text', text };
    }
    case 'image_url':
      return imageBlock(part['image_url'], losses);
    case 'file':
      return documentBlock(part['file'], losses);
    case 'input_audio':
      losses.add('input_audio');
      return undefined;
    default:
      losses.kind('content.', type);
      return undefined;
  }
}

function imageBlock(image: JsonValue | undefined, losses: Losses): JsonObject | undefined {
  const url = isObject(image) ? textIn(image['url']) : textIn(image);
  const detail = isObject(image) ? (textOf(image['detail']) ?? 'auto') : 'auto';
  if (detail !== 'auto') losses.add('image_url.detail');
  if (/^https?:/i.test(url)) return { type: 'image', source: { type: 'url', url } };
  const data = dataOf(url);
  if (data) return { type: 'image', source: { type: 'base64', media_type: data.type, data: data.base64 } };
  losses.add('image_url');
  return undefined;
}

function documentBlock(file: JsonValue | undefined, losses: Losses): JsonObject | undefined {
  const data = isObject(file) ? dataOf(textIn(file['file_data'])) : undefined;
  if (!isObject(file) || data?.type !== 'application/pdf') {
    losses.add('file');
    return undefined;
  }
  const title = textOf(file['filename']);
  const source = { type: 'base64', media_type: data.type, data: data.base64 };
  return { type: 'document', source, ...(title && { title }) };
}

/** The parts of a `data:` URL with base64. Its text may be megabytes long, so only its beginning is matched. */
function dataOf(url: string): { readonly type: string; readonly base64: string } | undefined {
  const comma = url.indexOf(',');
  if (comma === -1 || comma > 200) return undefined;
  const type = /^data:([a-z]+\/[a-z0-9.+-]+);base64$/i.exec(url.slice(0, comma))?.[1];
  return type === undefined ? undefined : { type: type.toLowerCase(), base64: url.slice(comma + 1) };
}

const partFields: ReadonlySet<string> = new Set(['type', 'text', 'refusal', 'image_url', 'file', 'input_audio']);
