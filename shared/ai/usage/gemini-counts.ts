import { entriesOf, isObject } from '../dialects/json/values.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { type Counts, countIn } from './counts.ts';

/** The `usageMetadata` of Gemini: its candidates leave out the thoughts, its prompt what tools brought in. */
export function geminiCounts(usage: JsonValue | undefined): Counts | undefined {
  if (!isObject(usage)) return undefined;
  return {
    input: countIn(usage, 'promptTokenCount'),
    toolInput: countIn(usage, 'toolUsePromptTokenCount'),
    cachedInput: countIn(usage, 'cachedContentTokenCount'),
    answerOutput: countIn(usage, 'candidatesTokenCount') ?? countIn(usage, 'responseTokenCount'),
    reasoning: countIn(usage, 'thoughtsTokenCount'),
    audioInput: audioIn(usage, 'promptTokensDetails'),
    audioOutput: audioIn(usage, 'candidatesTokensDetails'),
    total: countIn(usage, 'totalTokenCount'),
  };
}

function audioIn(usage: JsonObject, name: string): number | undefined {
  for (const [, detail] of entriesOf(usage[name])) {
    if (detail['modality'] === 'AUDIO') return countIn(detail, 'tokenCount');
  }
  return undefined;
}
