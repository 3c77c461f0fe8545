import type { JsonObject } from '../json.ts';
import type { AiError } from './dialect.ts';

/** The body of an error as OpenAI sends it. */
export function openaiErrorBody({ status, code, message }: AiError): JsonObject {
  return { error: { message, type: openaiErrorType(status, code), param: null, code } };
}

/** An error in the middle of a stream of chunks: clients of OpenAI throw when a chunk has `error`. */
export function openaiErrorEvent(error: AiError): string {
  return `data: ${JSON.stringify(openaiErrorBody(error))}\n\n`;
}

/** The `type` of an error as OpenAI names it. */
function openaiErrorType(status: number, code: string): string {
  if (code === 'budget_exhausted' || code === 'insufficient_quota') return 'insufficient_quota';
  if (status >= 500) return 'server_error';
  return types.get(status) ?? 'invalid_request_error';
}

const types: ReadonlyMap<number, string> = new Map([
  [401, 'authentication_error'],
  [403, 'permission_error'],
  [429, 'rate_limit_error'],
]);
