import type { JsonObject, JsonValue } from '../../../json.ts';
import type { FoundTexts } from '../found-texts.ts';

/** The types of events of Anthropic. */
export const anthropicTypes: ReadonlySet<string> = new Set([
  ...['message_start', 'content_block_start', 'content_block_delta', 'content_block_stop', 'message_delta'],
  ...['message_stop', 'ping', 'error'],
]);

/** Finds what an event of Anthropic says. A block holds one kind of delta; its text begins in the start of the block. */
export function findInAnthropic(found: FoundTexts, json: JsonObject, type: string): void {
  const block = `${json['index'] ?? 0}.block`;
  if (type === 'content_block_delta') found.walk(json['delta'], ['delta'], block);
  else if (type === 'content_block_start') {
    found.walk(json['content_block'], ['content_block'], isBegun(json['content_block']) ? block : undefined);
  }
  if (type === 'content_block_stop') found.ended.push(`${json['index'] ?? 0}.`);
  else if (type === 'message_stop' || type === 'message_delta') found.ended.push('');
  found.others(json, [], type.startsWith('content_block') ? known : none);
}

function isBegun(block: JsonValue | undefined): boolean {
  const { text, thinking } = (block ?? {}) as JsonObject;
  return typeof text === 'string' || typeof thinking === 'string';
}

const known = new Set(['delta', 'content_block']);
const none = new Set<string>();
