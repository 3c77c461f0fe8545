import { collectRequest } from '../engine/collect-request.ts';
import type { Routed } from '../engine/exchange.ts';
import { Fault } from '../errors/fault.ts';
import { BytesBody } from '../http/bytes-body.ts';
import type { ApiRules } from './api-rules.ts';
import { type BodyTask, bodyTaskFor } from './body-task.ts';
import { Findings } from './judgement.ts';
import type { FoundOperation } from './openapi/operation-table.ts';
import { judgeParameters } from './parameter-judge.ts';
import { readContent } from './read-content.ts';
import type { Refused } from './refusal.ts';

/** Judges a request: what it asks for, its parameters, then its body, which is read only if there is something to judge. */
export function judgeRequest(
  exchange: Routed,
  rules: ApiRules,
  found: FoundOperation | undefined,
): Refused | undefined | Promise<Refused | undefined> {
  const unknown = rules.isStrict && found ? unknownFault(found) : undefined;
  if (unknown) return { fault: unknown, findings: [] };
  const findings = new Findings();
  if (found?.kind === 'found') judgeParameters(exchange, found, rules.isStrict, findings);
  if (findings.list.length > 0) return refused(findings);
  const task = bodyTaskFor(exchange, rules, found?.kind === 'found' ? found.operation : undefined);
  if (task === undefined) return undefined;
  if ('fault' in task) return { fault: task.fault, findings: [] };
  return judgeBody(exchange, task, rules.maxBytes, findings);
}

function unknownFault(found: FoundOperation): Fault | undefined {
  if (found.kind === 'found') return undefined;
  if (found.kind === 'unknown') return new Fault('not_found', { detail: 'the path is not described' });
  return new Fault('method_not_allowed', { headers: { allow: found.methods.join(', ') } });
}

async function judgeBody(
  exchange: Routed,
  task: BodyTask,
  maxBytes: number,
  findings: Findings,
): Promise<Refused | undefined> {
  const content = await contentOf(exchange, maxBytes);
  if (exchange.aborted) throw exchange.aborted;
  if (content instanceof Fault) return { fault: content, findings: [] };
  if (exchange.body) exchange.body = new BytesBody(content);
  if (content.byteLength === 0) {
    if (task.isRequired) findings.add('body', undefined, 'is missing');
  } else if (task.isUnwanted) findings.add('body', undefined, 'is not allowed');
  else if (task.content) {
    const read = readContent(content, task.content);
    if ('problem' in read) findings.add('body', undefined, read.problem, read.path);
    else findings.judge('body', undefined, task.content.check, read.value, content.byteLength);
  }
  return findings.list.length > 0 ? refused(findings) : undefined;
}

async function contentOf(exchange: Routed, maxBytes: number): Promise<Uint8Array | Fault> {
  if (!exchange.body) return empty;
  try {
    return await collectRequest(exchange, exchange.body, maxBytes);
  } catch (error) {
    const fault = Fault.from(error);
    if (fault.code === 'payload_too_large') return fault;
    throw fault;
  }
}

const empty = new Uint8Array();

function refused({ list }: Findings): Refused {
  const [first] = list;
  const detail = `${first!.in} ${first!.name ?? ''}${first!.pointer} ${first!.detail}`;
  return { fault: new Fault('request_invalid', { detail }), findings: list };
}
