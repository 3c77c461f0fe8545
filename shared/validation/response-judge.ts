import { type Answered, slot } from '../engine/exchange.ts';
import { Fault } from '../errors/fault.ts';
import { isBodiless } from '../http/head.ts';
import { mediaEssence, parseMediaType } from '../http/media-type.ts';
import type { ApiRules } from './api-rules.ts';
import { type Finding, Findings } from './judgement.ts';
import type { Operation, ResponseRule } from './openapi/operation.ts';
import type { Parameter } from './openapi/parameter.ts';
import { contentRuleFor } from './openapi/read-contents.ts';
import { judgeOne, readHeaderField } from './parameter-judge.ts';
import { bodySchema, contentKind, type ReadableContent, readable, readContent } from './read-content.ts';

/** What one answer must be. */
export interface AnswerRule {
  readonly headers: readonly Parameter[];
  readonly content: ReadableContent | undefined;
}

/** The rule for an answer; `undefined` when nothing is said of it. Throws the fault of one that may not be. */
export function answerRuleFor(
  exchange: Answered,
  { responseBody, isStrict }: ApiRules,
  operation: Operation | undefined,
): AnswerRule | undefined {
  const { response, received } = exchange;
  const { status, headers } = response;
  // An answer to a condition says that nothing has changed: what it stands for was judged before.
  if (status === 304 || status < 200) return undefined;
  const described = operation && ruleOf(operation, status);
  if (operation && !described && isStrict) throw misfit(exchange, undefined, `status ${status}`);
  const own = described?.headers ?? [];
  if (isBodiless(status)) return { headers: own, content: undefined };
  const isEmpty = !headers.has('content-type') && received.method === 'HEAD';
  if (responseBody && status < 300)
    return { headers: own, content: isEmpty ? undefined : jsonContent(exchange, responseBody) };
  return described && { headers: own, content: isEmpty ? undefined : contentOf(exchange, described) };
}

/** Judges the fields of an answer, and that its body can be judged. */
export function judgeAnswerHead(exchange: Answered, rule: AnswerRule): void {
  const { headers } = exchange.response;
  const findings = new Findings();
  for (const header of rule.headers) judgeOne(header, readHeaderField(header, headers), findings);
  throwIfAny(exchange, findings);
  const coding = headers.joined('content-encoding')?.trim().toLowerCase();
  if (rule.content && coding !== undefined && coding !== 'identity')
    throw misfit(exchange, { in: 'header', name: 'content-encoding' }, `content-encoding ${coding}`);
}

/** Judges the body of an answer. */
export function judgeAnswer(exchange: Answered, content: Uint8Array, schema: ReadableContent): void {
  const findings = new Findings();
  const read = readContent(content, schema);
  if ('problem' in read) findings.add('body', undefined, read.problem, read.path);
  else findings.judge('body', undefined, schema.check, read.value, content.byteLength);
  throwIfAny(exchange, findings);
}

/** What of an answer did not fit, as far as the client may know. */
export function partOfMisfit(exchange: Answered): MisfitPart | undefined {
  return exchange.get(misfitPart);
}

/** A part of an answer. */
export type MisfitPart = Pick<Finding, 'in' | 'name'>;

const misfitPart = slot<MisfitPart>();

/** What is wrong stays in the log: the client did nothing to bring it about, and it may show the inside. */
function misfit(exchange: Answered, part: MisfitPart | undefined, detail: string): Fault {
  if (part) exchange.set(misfitPart, part);
  return new Fault('response_invalid', { detail });
}

function throwIfAny(exchange: Answered, { list: [first] }: Findings): void {
  if (!first) return;
  const { in: where, name, pointer, detail } = first;
  throw misfit(exchange, { in: where, name }, `${where} ${name ?? ''}${pointer} ${detail}`);
}

function ruleOf({ responses }: Operation, status: number): ResponseRule | undefined {
  return responses.get(String(status)) ?? responses.get(`${Math.floor(status / 100)}XX`) ?? responses.get('default');
}

function jsonContent(exchange: Answered, check: ReadableContent['check']): ReadableContent {
  const essence = mediaEssence(exchange.response.headers.joined('content-type'));
  if (essence === undefined || contentKind(essence) !== 'json') throw wrongType(exchange);
  return { ...bodySchema(check), kind: 'json' };
}

function contentOf(exchange: Answered, { contents }: ResponseRule): ReadableContent | undefined {
  if (contents.length === 0) return undefined;
  const media = parseMediaType(exchange.response.headers.joined('content-type') ?? '');
  const rule = media && contentRuleFor(contents, media.essence);
  const content = rule && readable(rule.content, media);
  if (!content) throw wrongType(exchange);
  return content === 'any' ? undefined : content;
}

function wrongType(exchange: Answered): Fault {
  const type = exchange.response.headers.joined('content-type') ?? 'missing';
  return misfit(exchange, { in: 'header', name: 'content-type' }, `content-type ${type}`);
}
