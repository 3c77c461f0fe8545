import type { JsonObject } from '../json.ts';
import type { AiError } from './dialect.ts';

/** The body of an error as Google sends it. */
export function geminiErrorBody({ status, message }: AiError): JsonObject {
  return { error: { code: status, message, status: geminiStatus(status) } };
}

/** An error in the middle of a stream of Gemini. */
export function geminiErrorEvent(error: AiError): string {
  return `data: ${JSON.stringify(geminiErrorBody(error))}\n\n`;
}

/** The name of a status as Google has it. */
function geminiStatus(status: number): string {
  return names.get(status) ?? (status >= 500 ? 'INTERNAL' : 'INVALID_ARGUMENT');
}

const names: ReadonlyMap<number, string> = new Map([
  [401, 'UNAUTHENTICATED'],
  [403, 'PERMISSION_DENIED'],
  [404, 'NOT_FOUND'],
  [409, 'ABORTED'],
  [429, 'RESOURCE_EXHAUSTED'],
  [499, 'CANCELLED'],
  [501, 'UNIMPLEMENTED'],
  [502, 'UNAVAILABLE'],
  [503, 'UNAVAILABLE'],
  [504, 'DEADLINE_EXCEEDED'],
]);
