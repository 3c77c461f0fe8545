import { isReason } from '../../../dialects/is-reason.ts';
import { entriesOf } from '../../../dialects/json/values.ts';
import type { JsonObject } from '../../../json.ts';
import type { FoundTexts } from '../found-texts.ts';

/** Finds what a chunk of a chat or of text completions of OpenAI says. */
export function findInChat(found: FoundTexts, json: JsonObject): void {
  let choices = 0;
  for (const [at, choice] of entriesOf(json['choices'])) {
    choices += 1;
    findInChoice(found, choice, at);
  }
  // What comes without choices comes at the end, whether or not the choices said that they are over.
  found.mayBeLast ||= choices === 0;
  found.others(json, [], frame);
}

function findInChoice(found: FoundTexts, choice: JsonObject, at: number): void {
  const index = typeof choice['index'] === 'number' ? choice['index'] : at;
  const isFinished = isReason(choice['finish_reason']);
  for (const name of ['delta', 'text']) found.walk(choice[name], ['choices', at, name], `${index}.${name}`);
  const place = ['choices', at, 'message'];
  // Some repeat in each chunk what was said before it.
  if (choice['delta'] === undefined) found.walk(choice['message'], place, `${index}.message`);
  else if (isFinished) found.whole(choice['message'], place);
  else found.soFar(choice['message'], place);
  if (isFinished) found.ended.push(`${index}.`);
  found.others(choice, ['choices', at], texts);
}

const frame = new Set(['choices']);
const texts = new Set(['delta', 'text', 'message']);
