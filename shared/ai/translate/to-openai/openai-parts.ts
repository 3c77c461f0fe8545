import { isObject, textIn, textOf } from '../../dialects/json/values.ts';
import type { JsonObject } from '../../json.ts';
import type { Losses } from '../losses.ts';

/** Blocks of a message as parts of a chat message. */
export function openaiParts(blocks: readonly JsonObject[], losses: Losses): JsonObject[] {
  const parts: JsonObject[] = [];
  for (const block of blocks) {
    const part = partOf(block, losses);
    if (part) parts.push(part);
  }
  return parts;
}

function partOf(block: JsonObject, losses: Losses): JsonObject | undefined {
  if (block['cache_control'] != null) losses.add('cache_control');
  const type = textIn(block['type']);
  switch (type) {
    case 'text':
      losses.others(block, textFields, 'text.');
      if (Array.isArray(block['citations']) && block['citations'].length > 0) losses.add('citations');
      return { type: 'text', text: textIn(block['text']) };
    case 'image':
      losses.others(block, imageFields, 'image.');
      return imagePart(block, losses);
    case 'document':
      losses.others(block, documentFields, 'document.');
      return documentPart(block, losses);
    default:
      if (/^(?:server_tool_use|mcp_tool_use|\w+_tool_result)$/.test(type)) losses.add('server-tools');
      else losses.kind('content.', type);
      return undefined;
  }
}

function imagePart({ source }: JsonObject, losses: Losses): JsonObject | undefined {
  const url = isObject(source) ? urlOf(source) : undefined;
  if (url !== undefined) return { type: 'image_url', image_url: { url } };
  losses.add('image');
  return undefined;
}

function urlOf(source: JsonObject): string | undefined {
  if (source['type'] === 'url') return textOf(source['url']);
  if (source['type'] !== 'base64') return undefined;
  return `data:${textIn(source['media_type'])};base64,${textIn(source['data'])}`;
}

function documentPart({ source, title, context, citations }: JsonObject, losses: Losses): JsonObject | undefined {
  const from = isObject(source) ? source : {};
  if (isObject(citations) && citations['enabled'] === true) losses.add('citations');
  if (context != null || (title != null && from['type'] !== 'base64')) losses.add('document.context');
  if (from['type'] === 'text') return { type: 'text', text: textIn(from['data']) };
  if (from['type'] === 'content' && typeof from['content'] === 'string') return { type: 'text', text: from['content'] };
  const data = from['type'] === 'base64' ? urlOf(from) : undefined;
  if (data !== undefined) return { type: 'file', file: { filename: textOf(title) ?? 'document.pdf', file_data: data } };
  losses.add('document');
  return undefined;
}

const textFields: ReadonlySet<string> = new Set(['type', 'text', 'citations', 'cache_control']);
const imageFields: ReadonlySet<string> = new Set(['type', 'source', 'cache_control']);
const documentFields: ReadonlySet<string> = new Set([
  ...['type', 'source', 'title', 'context', 'citations', 'cache_control'],
]);
