import type { StreamEvent } from '../../events/stream-event.ts';
import type { JsonObject } from '../../json.ts';
import type { DialectName } from '../dialect.ts';
import { objectIn, textIn } from '../json/values.ts';
import { anthropicEventTexts } from './anthropic-event-texts.ts';
import { chatEventTexts } from './chat-event-texts.ts';
import type { EventTexts } from './event-piece.ts';
import { geminiEventTexts } from './gemini-event-texts.ts';
import { otherEventTexts } from './other-event-texts.ts';
import { responsesEventTexts } from './responses-event-texts.ts';

/** Every text that an event adds to an answer. Nothing of what the model makes is left out, be it text or arguments. */
export function eventTexts({ data }: StreamEvent, dialect: DialectName): EventTexts {
  if (data === '[DONE]') return allEnded;
  const json = objectIn(data);
  return json === undefined ? none : byDialect(json, dialect);
}

function byDialect(json: JsonObject, dialect: DialectName): EventTexts {
  switch (dialect) {
    case 'openai-chat':
    case 'openai-completions':
    case 'openai-embeddings':
      return chatEventTexts(json);
    case 'openai-responses':
      return responsesEventTexts(json);
    case 'anthropic-messages':
    case 'anthropic-count-tokens':
      return anthropicEventTexts(json);
    case 'gemini':
      return geminiEventTexts(json);
    case 'generic':
      return byShape(json);
  }
}

function byShape(json: JsonObject): EventTexts {
  const type = textIn(json['type']);
  if (type.startsWith('response.')) return responsesEventTexts(json);
  if (type.startsWith('message_') || type.startsWith('content_block_')) return anthropicEventTexts(json);
  if (geminiFields.some((name) => json[name] !== undefined)) return geminiEventTexts(json);
  return Array.isArray(json['choices']) ? chatEventTexts(json) : otherEventTexts(json);
}

const none: EventTexts = { pieces: [], ended: [] };
const allEnded: EventTexts = { pieces: [], ended: [''] };
const geminiFields = ['candidates', 'promptFeedback', 'usageMetadata'];
