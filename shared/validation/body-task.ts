import type { Routed } from '../engine/exchange.ts';
import { Fault } from '../errors/fault.ts';
import { parseMediaType } from '../http/media-type.ts';
import type { ApiRules } from './api-rules.ts';
import type { BodyRule, Operation } from './openapi/operation.ts';
import { contentRuleFor } from './openapi/read-contents.ts';
import { bodySchema, type ReadableContent, readable } from './read-content.ts';

/** What is to be done about the body of a request. */
export interface BodyTask {
  readonly isRequired: boolean;
  /** There must be none. */
  readonly isUnwanted: boolean;
  readonly content: ReadableContent | undefined;
}

/** Decides by the head alone; `undefined` when the body is not to be read. */
export function bodyTaskFor(
  exchange: Routed,
  rules: ApiRules,
  operation: Operation | undefined,
): BodyTask | { readonly fault: Fault } | undefined {
  const rule = bodyRuleFor(exchange, rules, operation);
  if (rule === 'unwanted')
    return exchange.body ? { isRequired: false, isUnwanted: true, content: undefined } : undefined;
  if (!rule) return undefined;
  const { body, request } = exchange;
  // A body whose length is not announced may turn out to be empty.
  if (body === null || body.length === 0) return { isRequired: rule.isRequired, isUnwanted: false, content: undefined };
  const type = request.headers.joined('content-type');
  if (isCoded(request.headers.joined('content-encoding')))
    return { fault: new Fault('content_coding_not_supported', { headers: { 'accept-encoding': 'identity' } }) };
  const content = contentFor(rule, type);
  if (content === undefined)
    return { fault: new Fault('media_type_not_supported', { detail: type ?? 'no content-type' }) };
  if (content === 'any') return rule.isRequired && body.length === undefined ? noContent : undefined;
  return { isRequired: rule.isRequired, isUnwanted: false, content };
}

const noContent: BodyTask = { isRequired: true, isUnwanted: false, content: undefined };

function isCoded(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== '' && value.trim().toLowerCase() !== 'identity';
}

function bodyRuleFor(
  { received: { method } }: Routed,
  { requestBody, isStrict }: ApiRules,
  operation: Operation | undefined,
): BodyRule | 'unwanted' | undefined {
  if (requestBody) {
    const content = bodySchema(requestBody);
    return { isRequired: methodsWithBody.has(method), contents: jsonRanges.map((range) => ({ range, content })) };
  }
  if (operation?.body) return operation.body;
  return operation && isStrict ? 'unwanted' : undefined;
}

/** A schema of JSON stands for all that is written as JSON, such as `application/merge-patch+json`. */
const jsonRanges = ['application/json', 'application/*+json'];

const methodsWithBody: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

/** `any` when what it holds is not judged, `undefined` when it may not be sent. */
function contentFor({ contents }: BodyRule, type: string | undefined): ReadableContent | 'any' | undefined {
  if (contents.length === 0) return 'any';
  const media = type === undefined ? undefined : parseMediaType(type);
  // A body that does not say what it is may be JSON, if it is judged as that; a type that is malformed is none.
  const essence = type === undefined ? 'application/json' : media?.essence;
  if (essence === undefined) return undefined;
  const rule = contentRuleFor(contents, essence);
  if (!rule) return undefined;
  return readable(rule.content, media ?? { essence, parameters: new Map() });
}
