import type { StreamEvent } from '../events/stream-event.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { type Counts, mergeCounts, usageOfCounts } from '../usage/counts.ts';
import { geminiCounts } from '../usage/gemini-counts.ts';
import type { ReportedUsage } from '../usage.ts';
import type { EventMeaning, StreamReader } from './dialect.ts';
import { errorIn } from './error-status.ts';
import { done, errorMeaning, meaningOf, other } from './event-meanings.ts';
import { isReason } from './is-reason.ts';
import { isList, isObject, jsonText, objectIn, textIn } from './json/values.ts';
import { OpenChoices } from './open-choices.ts';

/** Follows a stream of Gemini. It has no last word of its own: it is complete when each candidate has a reason to end. */
export class GeminiReader implements StreamReader {
  #counts: Counts | undefined;
  #model: string | undefined;
  #isBlocked = false;
  readonly #candidates = new OpenChoices();

  get usage(): ReportedUsage | undefined {
    return usageOfCounts(this.#counts);
  }

  get model(): string | undefined {
    return this.#model;
  }

  get isDone(): boolean {
    return this.#isBlocked || this.#candidates.areFinished;
  }

  event({ data }: StreamEvent): EventMeaning {
    const json = objectIn(data);
    return json === undefined ? other : this.json(json);
  }

  /** What one event means, once it is read. */
  json(json: JsonObject): EventMeaning {
    const error = errorIn(json['error']);
    if (error !== undefined) return errorMeaning(error);
    if (typeof json['modelVersion'] === 'string') this.#model = json['modelVersion'];
    const counts = geminiCounts(json['usageMetadata']);
    this.#counts = mergeCounts(this.#counts, counts);
    const feedback = json['promptFeedback'];
    this.#isBlocked ||= isObject(feedback) && typeof feedback['blockReason'] === 'string';
    const candidates = json['candidates'];
    if (isList(candidates) && candidates.length > 0) return this.#readCandidates(candidates);
    if (this.isDone) return done;
    return counts === undefined ? other : usageOnly;
  }

  #readCandidates(candidates: readonly JsonValue[]): EventMeaning {
    let text = '';
    let hasContent = false;
    for (const candidate of candidates) {
      if (!isObject(candidate)) continue;
      this.#candidates.see(candidate['index'], isReason(candidate['finishReason']));
      const content = candidate['content'];
      const parts = isObject(content) && isList(content['parts']) ? content['parts'] : [];
      for (const part of parts) {
        const added = isObject(part) ? partText(part) : '';
        text += added;
        hasContent ||= added !== '' || (isObject(part) && hasWordless(part));
      }
    }
    if (hasContent) return meaningOf('content', text);
    return this.isDone ? done : other;
  }
}

function partText(part: JsonObject): string {
  const { functionCall: call, executableCode: code, codeExecutionResult: result } = part;
  let text = textIn(part['text']);
  if (isObject(call)) text += textIn(call['name']) + jsonText(call['args']);
  if (isObject(code)) text += textIn(code['code']);
  return isObject(result) ? text + textIn(result['output']) : text;
}

function hasWordless(part: JsonObject): boolean {
  return isObject(part['inlineData']) || isObject(part['fileData']);
}

const usageOnly = meaningOf('usage');
