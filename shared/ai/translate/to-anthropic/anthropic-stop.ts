import { textIn, textOf } from '../../dialects/json/values.ts';
import type { JsonObject } from '../../json.ts';

/** Why a message ended, told from a choice of a chat completion. Calls end it as calls, whatever the server says. */
export function anthropicStop(
  choice: JsonObject,
  { hasCalls, isRefused }: { readonly hasCalls: boolean; readonly isRefused: boolean },
): JsonObject {
  const finish = textIn(choice['finish_reason']);
  // Some servers name the sequence here, where OpenAI has nothing.
  const sequence = finish === 'stop' ? textOf(choice['stop_reason']) : undefined;
  return { stop_reason: reason(finish, hasCalls, isRefused, sequence), stop_sequence: sequence ?? null };
}

function reason(finish: string, hasCalls: boolean, isRefused: boolean, sequence: string | undefined): string {
  if (finish === 'length') return 'max_tokens';
  if (finish === 'content_filter' || isRefused) return 'refusal';
  if (hasCalls) return 'tool_use';
  return sequence === undefined ? 'end_turn' : 'stop_sequence';
}
