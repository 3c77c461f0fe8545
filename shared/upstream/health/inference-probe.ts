import { BytesBody } from '../../http/bytes-body.ts';
import type { Target } from '../target.ts';
import { targetHost } from '../target-host.ts';
import { type Answered, ask } from './ask.ts';
import { probeHeaders } from './http-probe.ts';
import { modelNames } from './model-list.ts';
import type { Probe, ProbePlatform, Stopping } from './probe.ts';
import { ProbeAddresses } from './probe-address.ts';
import { type ReadinessOptions, readinessChecks } from './readiness.ts';
import type { CheckResult } from './target-check.ts';

/** What is asked of a model server, and what answer will do. */
export interface InferenceProbeOptions {
  /** Where it lists its models. */
  readonly endpoint: string;
  /** Models that must be in the list, by their whole names. */
  readonly expectedModels: readonly string[];
  /** That of the target when absent. */
  readonly host: string | undefined;
  /** Names in lower case. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly port: number | undefined;
  readonly timeoutMs: number;
  /** What it must show beside its list. */
  readonly readiness: ReadinessOptions | undefined;
}

/** A question within a probe: what to send, and how long to wait. */
export interface ModelQuestion {
  readonly path: string;
  readonly timeoutMs: number;
  /** JSON to POST; a GET when absent. */
  readonly json?: unknown;
}

/** Asks the target of the check one question. */
export type AskModelServer = (question: ModelQuestion) => Promise<Answered>;

/** Longest answer that is read: a list of some thousand models. */
const maxBytes = 1024 * 1024;

/** Asks a model server for its models, then whether it is ready, one question after the other; all must do. */
export function inferenceProbe(options: InferenceProbeOptions, platform: ProbePlatform): Probe {
  const addresses = new ProbeAddresses({ port: options.port });
  const { endpoint, expectedModels, timeoutMs } = options;
  const checks = options.readiness ? readinessChecks(options.readiness, options, platform) : [];
  return {
    async ask(target, stopping) {
      const askServer = asker(target, { addresses, options, platform, stopping });
      const listed = modelsIn(await askServer({ path: endpoint, timeoutMs }), expectedModels);
      if (!listed.ok) return listed;
      let degraded: string | undefined;
      for (const check of checks) {
        const result = await check(askServer);
        if (!result.ok) return result;
        degraded ??= result.degraded;
      }
      return { ok: true, degraded };
    },
  };
}

interface AskerParts {
  readonly addresses: ProbeAddresses;
  readonly options: InferenceProbeOptions;
  readonly platform: ProbePlatform;
  readonly stopping: Stopping;
}

function asker(target: Target, { addresses, options, platform, stopping }: AskerParts): AskModelServer {
  return ({ path, timeoutMs, json }) => {
    const headers = probeHeaders([['accept', 'application/json'], ...options.headers]);
    if (json !== undefined) headers.set('content-type', 'application/json');
    const question = {
      ...{ address: addresses.of(target), authority: options.host ?? targetHost(target), path, headers },
      ...{ method: json === undefined ? 'GET' : 'POST', timeoutMs, maxBytes },
      body: json === undefined ? null : new BytesBody(JSON.stringify(json)),
    };
    return ask(question, platform, stopping);
  };
}

function modelsIn({ status, content }: Answered, expected: readonly string[]): CheckResult {
  if (status !== 200) return { ok: false, reason: `status ${status}` };
  if (expected.length === 0) return { ok: true };
  const names = modelNames(new TextDecoder().decode(content));
  if (!names) return { ok: false, reason: 'the answer is no list of models' };
  const missing = expected.filter((model) => !names.has(model));
  return missing.length === 0 ? { ok: true } : { ok: false, reason: `without the model ${missing.join(', ')}` };
}
