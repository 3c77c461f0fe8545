import type { JsonObject } from '../json.ts';
import type { AiError } from './dialect.ts';

/** The body of an error as Anthropic sends it. It has no place for a code. */
export function anthropicErrorBody({ status, message }: AiError): JsonObject {
  return { type: 'error', error: { type: anthropicErrorType(status), message } };
}

/** An error in the middle of a stream of Anthropic. */
export function anthropicErrorEvent(error: AiError): string {
  return `event: error\ndata: ${JSON.stringify(anthropicErrorBody(error))}\n\n`;
}

/** The `type` of an error as Anthropic names it. */
function anthropicErrorType(status: number): string {
  return types.get(status) ?? (status >= 500 ? 'api_error' : 'invalid_request_error');
}

const types: ReadonlyMap<number, string> = new Map([
  [401, 'authentication_error'],
  [402, 'billing_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [413, 'request_too_large'],
  [429, 'rate_limit_error'],
  [503, 'overloaded_error'],
  [504, 'timeout_error'],
  [529, 'overloaded_error'],
]);
