import type { JsonObject, JsonValue } from '../../json.ts';
import { anthropicTypes, findInAnthropic } from './forms/anthropic-events.ts';
import { findInChat } from './forms/chat-events.ts';
import { findInGemini } from './forms/gemini-events.ts';
import { findInGeneric } from './forms/generic-events.ts';
import { findInResponses } from './forms/responses-events.ts';
import { FoundTexts, type Place } from './found-texts.ts';

/** A text of an event of a stream. */
export interface EventText {
  readonly place: Place;
  readonly text: string;
  /** What continues the same text in later events; `undefined` when this is all of it. */
  readonly channel: string | undefined;
  /**
   * An `excerpt` repeats some of what was said, cut anywhere. What was said `so-far` is told again with each event, cut
   * where the event is.
   */
  readonly repeats?: 'excerpt' | 'so-far';
}

/** What an event says, as far as guards are concerned. */
export interface EventTexts {
  readonly texts: readonly EventText[];
  /** Beginnings of the names of channels that end with this event. */
  readonly ended: readonly string[];
  /** Fields that repeat texts token by token, with what to put in their places. */
  readonly tokens: readonly { readonly place: Place; readonly value: JsonValue }[];
  /** Whether it may be the last event of a text without saying so: it must not overtake what is held back. */
  readonly mayBeLast: boolean;
  /** Whether nobody knows if its texts go on where those before ended, or tell all of them again. */
  readonly mayRetell: boolean;
}

/** Finds the texts of an event, whatever dialect it is of: the form tells. */
export function eventTexts(json: JsonObject, name: string): EventTexts {
  const found = new FoundTexts();
  const type = json['type'];
  if (typeof type === 'string' && type.startsWith('response.')) findInResponses(found, json, type);
  else if (typeof type === 'string' && anthropicTypes.has(type)) findInAnthropic(found, json, type);
  else if (Array.isArray(json['choices'])) findInChat(found, json);
  else if (isGemini(json)) findInGemini(found, json);
  else findInGeneric(found, json, name);
  return found;
}

function isGemini(json: JsonObject): boolean {
  return Array.isArray(json['candidates']) || json['usageMetadata'] !== undefined;
}
