import type { JsonObject, JsonValue } from '../json.ts';
import type { AiError } from './dialect.ts';
import { isObject } from './json/values.ts';

/** The error that the `error` field of an answer tells of, in any of the shapes that providers use. */
export function errorIn(error: JsonValue | undefined): AiError | undefined {
  if (typeof error === 'string' && error !== '') return { status: unknownStatus, code: 'error', message: error };
  if (!isObject(error)) return undefined;
  const code = nameIn(error);
  return { status: statusOf(error, code), code, message: messageIn(error) };
}

function nameIn(error: JsonObject): string {
  for (const name of ['type', 'status', 'code']) {
    const value = error[name];
    if (typeof value === 'string' && value !== '' && value !== 'error') return value;
  }
  return 'error';
}

function messageIn(error: JsonObject): string {
  const message = error['message'];
  return typeof message === 'string' ? message : 'The provider told of an error without words.';
}

function statusOf(error: JsonObject, code: string): number {
  for (const name of ['status', 'code', 'status_code', 'http_status']) {
    const value = Number(error[name]);
    if (Number.isInteger(value) && value >= 400 && value <= 599) return value;
  }
  const named = typeof error['code'] === 'string' ? statuses.get(error['code']) : undefined;
  return named ?? statuses.get(code) ?? unknownStatus;
}

/** An upstream that answers 200 and tells of an error that is not known has failed. */
const unknownStatus = 502;

/** The status behind the names that OpenAI, Anthropic and Google give to errors. */
const statuses: ReadonlyMap<string, number> = new Map([
  ['invalid_request_error', 400],
  ['context_length_exceeded', 400],
  ['content_filter', 400],
  ['INVALID_ARGUMENT', 400],
  ['FAILED_PRECONDITION', 400],
  ['authentication_error', 401],
  ['invalid_api_key', 401],
  ['UNAUTHENTICATED', 401],
  ['billing_error', 402],
  ['permission_error', 403],
  ['PERMISSION_DENIED', 403],
  ['not_found_error', 404],
  ['model_not_found', 404],
  ['NOT_FOUND', 404],
  ['request_too_large', 413],
  ['rate_limit_error', 429],
  ['rate_limit_exceeded', 429],
  ['insufficient_quota', 429],
  ['RESOURCE_EXHAUSTED', 429],
  ['api_error', 500],
  ['server_error', 500],
  ['INTERNAL', 500],
  ['service_unavailable', 503],
  ['UNAVAILABLE', 503],
  ['timeout_error', 504],
  ['DEADLINE_EXCEEDED', 504],
  ['overloaded_error', 529],
]);
