import { textIn } from '../../../dialects/json/values.ts';
import type { JsonObject } from '../../../json.ts';
import type { FoundTexts } from '../found-texts.ts';

/**
 * Finds what an event of no known dialect says. Where the form has a word for the end (Ollama, Cohere, TGI, llama.cpp),
 * that is the end; elsewhere each event may be the last.
 */
export function findInGeneric(found: FoundTexts, json: JsonObject, name: string): void {
  const type = textIn(json['type']);
  // Elsewhere `index` may be the number of the event.
  const isBlock = blocks.test(type) && typeof json['index'] === 'number';
  const channel = isBlock ? `all.${json['index']}.` : `all.${name}`;
  found.walk(json, [], channel);
  found.mayRetell = !hasWordForEnd(json, type);
  found.mayBeLast ||= found.mayRetell;
  if (isEnd(json, type)) found.ended.push('');
  else if (isBlock && type.endsWith('-end')) found.ended.push(channel);
}

/** Events of Cohere that belong to one of several texts. */
const blocks = /^(?:content|tool-call)-(?:start|delta|end)$/;

function hasWordForEnd({ done, is_finished, stop, token, generated_text }: JsonObject, type: string): boolean {
  if (cohere.test(type) || (token !== undefined && generated_text !== undefined)) return true;
  return [done, is_finished, stop].some((flag) => typeof flag === 'boolean');
}

function isEnd({ done, is_finished, stop, generated_text }: JsonObject, type: string): boolean {
  return [done, is_finished, stop].includes(true) || typeof generated_text === 'string' || type === 'message-end';
}

const cohere = /^(?:message|content|tool-call|tool-plan|citation)-(?:start|delta|end)$/;
