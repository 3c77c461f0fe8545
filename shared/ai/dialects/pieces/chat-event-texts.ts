import type { JsonObject, JsonValue } from '../../json.ts';
import { entriesOf, isObject, objectOf } from '../json/values.ts';
import { openaiChat } from '../openai-chat.ts';
import { addPiece, type EventPiece, type EventTexts, wholePieces } from './event-piece.ts';

/** The texts of a chunk of a chat or of a text completion. */
export function chatEventTexts(json: JsonObject): EventTexts {
  const pieces: EventPiece[] = [];
  const ended: string[] = [];
  for (const [at, choice] of entriesOf(json['choices'])) {
    const number = typeof choice['index'] === 'number' ? choice['index'] : 0;
    addPiece(pieces, `${number}/text`, choice, ['choices', at, 'text']);
    if (isObject(choice['delta'])) addDelta(pieces, number, choice['delta'], ['choices', at, 'delta']);
    if (typeof choice['finish_reason'] === 'string') ended.push(`${number}/`);
  }
  // Some send whole messages in place of deltas.
  pieces.push(...wholePieces(openaiChat.answerTexts(json)));
  return { pieces, ended };
}

function addDelta(pieces: EventPiece[], number: number, delta: JsonObject, place: (string | number)[]): void {
  for (const name of spoken) addPiece(pieces, `${number}/${name}`, delta, [...place, name]);
  for (const name of ['content', 'reasoning_details']) {
    for (const [at, part] of entriesOf(delta[name])) {
      addPart(pieces, `${number}/${name}`, part, [...place, name, at]);
    }
  }
  for (const [at, call] of entriesOf(delta['tool_calls'])) {
    const channel = `${number}/tool_calls/${typeof call['index'] === 'number' ? call['index'] : at}`;
    addCall(pieces, channel, call['function'], [...place, 'tool_calls', at, 'function']);
    addCall(pieces, channel, call['custom'], [...place, 'tool_calls', at, 'custom']);
  }
  addCall(pieces, `${number}/function_call`, delta['function_call'], [...place, 'function_call']);
  addPiece(pieces, `${number}/transcript`, objectOf(delta['audio']), [...place, 'audio', 'transcript']);
}

function addPart(pieces: EventPiece[], channel: string, part: JsonObject, place: (string | number)[]): void {
  for (const name of ['text', 'summary']) addPiece(pieces, `${channel}/${name}`, part, [...place, name]);
  for (const [at, thought] of entriesOf(part['thinking'])) {
    addPiece(pieces, `${channel}/thinking`, thought, [...place, 'thinking', at, 'text']);
  }
}

function addCall(pieces: EventPiece[], channel: string, call: JsonValue | undefined, place: (string | number)[]): void {
  addPiece(pieces, `${channel}/name`, call, [...place, 'name'], { isWhole: true });
  addPiece(pieces, `${channel}/arguments`, call, [...place, 'arguments'], { isJson: true });
  addPiece(pieces, `${channel}/input`, call, [...place, 'input']);
}

const spoken = ['content', 'refusal', 'reasoning_content', 'reasoning'];
