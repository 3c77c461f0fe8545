import type { Clock } from '../../platform/platform.ts';
import type { Answered } from './ask.ts';
import type { AskModelServer } from './inference-probe.ts';
import { fieldAt, parsed } from './model-list.ts';
import type { CheckResult } from './target-check.ts';

/** What shows that a model server is ready, beside its list of models. */
export interface ReadinessOptions {
  /** It answers a small completion. */
  readonly inferenceProbe: CompletionOptions | undefined;
  /** It says so of each model. */
  readonly modelStatus: ModelStatusOptions | undefined;
  /** Not too much is waiting. */
  readonly queueDepth: QueueDepthOptions | undefined;
}

/** The completion that is asked for, and how soon it must come. */
export interface CompletionOptions {
  readonly endpoint: string;
  /** The first of the expected models when absent. */
  readonly model: string | undefined;
  readonly prompt: string;
  readonly maxTokens: number;
  readonly timeoutMs: number;
  readonly maxLatencyMs: number | undefined;
}

/** Where the status of each model is asked for, and what it must be. */
export interface ModelStatusOptions {
  readonly endpointPattern: string;
  /** The expected models when empty. */
  readonly models: readonly string[];
  readonly expectedStatus: string;
  readonly statusField: string;
  readonly timeoutMs: number;
}

/** Where the length of the queue is told, and how long is too long. */
export interface QueueDepthOptions {
  readonly header: string | undefined;
  readonly bodyField: string | undefined;
  /** That of the list of models when absent. */
  readonly endpoint: string | undefined;
  readonly degradedThreshold: number;
  readonly unhealthyThreshold: number;
  readonly timeoutMs: number;
}

type ReadinessCheck = (askServer: AskModelServer) => Promise<CheckResult>;

/** The checks that are asked for, in the order they are made. */
export function readinessChecks(
  { inferenceProbe, modelStatus, queueDepth }: ReadinessOptions,
  server: { readonly endpoint: string; readonly expectedModels: readonly string[] },
  { clock }: { readonly clock: Clock },
): readonly ReadinessCheck[] {
  const checks: ReadinessCheck[] = [];
  if (inferenceProbe) {
    const model = inferenceProbe.model || (server.expectedModels[0] ?? '');
    checks.push((askServer) => completion({ ...inferenceProbe, model }, askServer, clock));
  }
  if (modelStatus) {
    const models = modelStatus.models.length > 0 ? modelStatus.models : server.expectedModels;
    checks.push((askServer) => statuses({ ...modelStatus, models }, askServer));
  }
  if (queueDepth) {
    const endpoint = queueDepth.endpoint ?? server.endpoint;
    checks.push((askServer) => queue({ ...queueDepth, endpoint }, askServer));
  }
  return checks;
}

async function completion(options: CompletionOptions, askServer: AskModelServer, clock: Clock): Promise<CheckResult> {
  const { endpoint: path, model, prompt, maxTokens, timeoutMs, maxLatencyMs } = options;
  const startedAt = clock.monotonic();
  const { status, content } = await askServer({ path, timeoutMs, json: { model, prompt, max_tokens: maxTokens } });
  const tookMs = Math.round(clock.monotonic() - startedAt);
  if (status !== 200) return { ok: false, reason: `the completion has status ${status}` };
  if (!Array.isArray(fieldAt(jsonOf(content), 'choices')))
    return { ok: false, reason: 'the completion has no choices' };
  if (maxLatencyMs !== undefined && tookMs > maxLatencyMs)
    return { ok: false, reason: `the completion took ${tookMs} ms` };
  return { ok: true };
}

async function statuses(options: ModelStatusOptions, askServer: AskModelServer): Promise<CheckResult> {
  const { endpointPattern, models, expectedStatus, statusField, timeoutMs } = options;
  for (const model of models) {
    const path = endpointPattern.replaceAll('{model}', encodeURIComponent(model));
    const { status, content } = await askServer({ path, timeoutMs });
    if (status !== 200) return { ok: false, reason: `the status of ${model} has status ${status}` };
    const found = fieldAt(jsonOf(content), statusField);
    if (found !== expectedStatus) return { ok: false, reason: `${model} is ${String(found).slice(0, longestWord)}` };
  }
  return { ok: true };
}

async function queue(options: Omit<QueueDepthOptions, 'endpoint'> & { endpoint: string }, askServer: AskModelServer) {
  const { endpoint: path, degradedThreshold, unhealthyThreshold, timeoutMs } = options;
  const answered = await askServer({ path, timeoutMs });
  if (answered.status !== 200) return { ok: false, reason: `the queue has status ${answered.status}` } as const;
  const depth = depthIn(answered, options);
  if (depth === undefined) return { ok: false, reason: 'the answer has no depth of the queue' } as const;
  if (depth >= unhealthyThreshold) return { ok: false, reason: `${depth} in the queue` } as const;
  return { ok: true, degraded: depth >= degradedThreshold ? `${depth} in the queue` : undefined } as const;
}

function depthIn(
  { headers, content }: Answered,
  { header, bodyField }: Pick<QueueDepthOptions, 'header' | 'bodyField'>,
) {
  const found = header === undefined ? fieldAt(jsonOf(content), bodyField ?? '') : headers.get(header.toLowerCase());
  const depth = typeof found === 'string' && /^\d+$/.test(found.trim()) ? Number(found) : found;
  return typeof depth === 'number' && depth >= 0 ? depth : undefined;
}

function jsonOf(content: Uint8Array): unknown {
  return parsed(new TextDecoder().decode(content));
}

/** Characters of what a target says of itself that reach the log. */
const longestWord = 50;
