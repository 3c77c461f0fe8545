import { isReason } from '../../../dialects/is-reason.ts';
import { entriesOf, isObject } from '../../../dialects/json/values.ts';
import type { JsonObject } from '../../../json.ts';
import type { FoundTexts, Place } from '../found-texts.ts';

/**
 * Finds what an answer in a stream of Gemini says. Some versions of it give a reason to end with each answer, so that it
 * is no word for the end: what has one may be the last, or not.
 */
export function findInGemini(found: FoundTexts, json: JsonObject): void {
  let going = 0;
  for (const [at, candidate] of entriesOf(json['candidates'])) {
    findInCandidate(found, candidate, at);
    if (!isReason(candidate['finishReason'])) going += 1;
  }
  found.mayBeLast ||= going === 0;
  found.others(json, [], frame);
}

/** Parts come one after another; thoughts apart from what is said. */
function findInCandidate(found: FoundTexts, candidate: JsonObject, at: number): void {
  const index = typeof candidate['index'] === 'number' ? candidate['index'] : at;
  const place = ['candidates', at];
  const { content } = candidate;
  if (isObject(content)) {
    for (const [number, part] of entriesOf(content['parts'])) {
      const inner = [...place, 'content', 'parts', number];
      const kind = part['thought'] === true ? 'thought' : 'said';
      found.walk(part['text'], [...inner, 'text'], `${index}.${kind}`);
      findInCall(found, part['functionCall'], [...inner, 'functionCall'], index);
      found.others(part, inner, parted);
    }
    found.others(content, [...place, 'content'], holder);
  } else found.whole(content, [...place, 'content']);
  found.others(candidate, place, contents);
}

/** Arguments of a call may come bit by bit, each bit with the path of what it belongs to. */
function findInCall(found: FoundTexts, call: JsonObject[string] | undefined, place: Place, index: number): void {
  if (!isObject(call)) return;
  for (const [number, bit] of entriesOf(call['partialArgs'])) {
    const channel = `${index}.args.${bit['jsonPath']}.`;
    found.walk(bit['stringValue'], [...place, 'partialArgs', number, 'stringValue'], channel);
    if (bit['willContinue'] !== true) found.ended.push(channel);
  }
  found.others(call, place, bits);
}

const frame = new Set(['candidates', 'usageMetadata']);
const contents = new Set(['content']);
const holder = new Set(['parts']);
const parted = new Set(['text', 'functionCall']);
const bits = new Set(['partialArgs']);
