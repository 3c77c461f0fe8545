import type { Answered } from '../engine/exchange.ts';
import { Fault } from '../errors/fault.ts';
import { isBodiless } from '../http/head.ts';
import { mediaEssence } from '../http/media-type.ts';
import type { ApiRules } from './api-rules.ts';
import { Findings } from './judgement.ts';
import type { Operation, ResponseRule } from './openapi/open-api.ts';
import type { Parameter } from './openapi/parameter.ts';
import { contentRuleFor } from './openapi/read-contents.ts';
import { judgeOne, readHeaderField } from './parameter-judge.ts';
import { contentKind, type ReadableContent, readContent } from './read-content.ts';

/** What one answer must be. */
export interface AnswerRule {
  readonly headers: readonly Parameter[];
  readonly content: ReadableContent | undefined;
}

/** The rule for an answer; `undefined` when nothing is said of it. Throws the fault of one that may not be. */
export function answerRuleFor(
  { response, received }: Answered,
  { responseBody, isStrict }: ApiRules,
  operation: Operation | undefined,
): AnswerRule | undefined {
  const { status, headers } = response;
  // An answer to a condition says that nothing has changed: what it stands for was judged before.
  if (status === 304 || status < 200) return undefined;
  const described = operation && ruleOf(operation, status);
  if (operation && !described && isStrict) throw new Fault('response_invalid', { detail: `status ${status}` });
  const own = described?.headers ?? [];
  const type = headers.joined('content-type');
  if (isBodiless(status)) return { headers: own, content: undefined };
  if (responseBody && status < 300) {
    if (type === undefined && received.method === 'HEAD') return { headers: own, content: undefined };
    return { headers: own, content: jsonContent(type, responseBody) };
  }
  return described && { headers: own, content: contentOf(described, type, received.method === 'HEAD') };
}

/** Judges the fields of an answer, and that its body can be judged. */
export function judgeAnswerHead({ response: { headers } }: Answered, _rules: ApiRules, rule: AnswerRule): void {
  const findings = new Findings();
  for (const header of rule.headers) judgeOne(header, readHeaderField(header, headers), findings);
  throwIfAny(findings);
  const coding = headers.joined('content-encoding')?.trim().toLowerCase();
  if (rule.content && coding !== undefined && coding !== 'identity')
    throw new Fault('response_invalid', { detail: `content-encoding ${coding}` });
}

/** Judges the body of an answer. */
export function judgeAnswer(content: Uint8Array, schema: ReadableContent): void {
  const findings = new Findings();
  const read = readContent(content, schema);
  if ('problem' in read) findings.add('body', undefined, read.problem, read.path);
  else findings.judge('body', undefined, schema.check, read.value, content.byteLength);
  throwIfAny(findings);
}

/** What is wrong stays in the log: the client did nothing to bring it about, and it may show the inside. */
function throwIfAny({ list: [first] }: Findings): void {
  if (!first) return;
  throw new Fault('response_invalid', { detail: `${first.in} ${first.name ?? ''}${first.pointer} ${first.detail}` });
}

function ruleOf({ responses }: Operation, status: number): ResponseRule | undefined {
  return responses.get(String(status)) ?? responses.get(`${Math.floor(status / 100)}XX`) ?? responses.get('default');
}

function jsonContent(type: string | undefined, check: ReadableContent['check']): ReadableContent {
  const essence = mediaEssence(type);
  if (essence === undefined || contentKind(essence) !== 'json')
    throw new Fault('response_invalid', { detail: `content-type ${type ?? 'missing'}` });
  return { check, fields: new Map(), kind: 'json' };
}

function contentOf({ contents }: ResponseRule, type: string | undefined, isHead: boolean): ReadableContent | undefined {
  if (contents.length === 0 || (type === undefined && isHead)) return undefined;
  const essence = mediaEssence(type);
  const rule = essence === undefined ? undefined : contentRuleFor(contents, essence);
  if (!rule) throw new Fault('response_invalid', { detail: `content-type ${type ?? 'missing'}` });
  const kind = contentKind(essence!);
  return rule.content && kind !== 'other' ? { ...rule.content, kind } : undefined;
}
