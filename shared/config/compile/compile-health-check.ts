import { Fault } from '../../errors/fault.ts';
import type { Platform } from '../../platform/platform.ts';
import { compileRegex } from '../../routing/safe-regex.ts';
import { grpcProbe } from '../../upstream/health/grpc-probe.ts';
import { HealthChecks } from '../../upstream/health/health-checks.ts';
import { httpProbe } from '../../upstream/health/http-probe.ts';
import { inferenceProbe } from '../../upstream/health/inference-probe.ts';
import type { Probe } from '../../upstream/health/probe.ts';
import type { ProbePlaces } from '../../upstream/health/probe-places.ts';
import { tcpProbe } from '../../upstream/health/tcp-probe.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import type { Config } from '../config.ts';

type UpstreamConfig = Config['upstreams'][number];
type HealthCheckConfig = NonNullable<UpstreamConfig['healthCheck']>;

/** The checks that an upstream asks for, ready to be started. */
export function compileHealthCheck(
  settings: HealthCheckConfig,
  upstream: Upstream,
  { platform, places }: { readonly platform: Platform; readonly places: ProbePlaces },
): HealthChecks {
  const { intervalMs, jitterPercent } = settings;
  const { timers, clock, random } = platform;
  return new HealthChecks({
    ...{ upstream, probe: probeOf(settings, platform), intervalMs, jitterShare: jitterPercent / 100 },
    ...{ longestMs: longestOf(settings), places, timers, clock, random },
  });
}

function probeOf(settings: HealthCheckConfig, platform: Platform): Probe {
  switch (settings.type) {
    case 'tcp':
      return tcpProbe(settings, platform);
    case 'grpc':
      return grpcProbe(settings, platform);
    case 'http':
      return httpProbe(
        {
          ...settings,
          headers: lowered(settings.headers),
          statuses: settings.expectedStatus,
          bodyFits: bodyFitsOf(settings),
        },
        platform,
      );
    case 'inference': {
      const { readiness } = settings;
      const options = { ...settings, headers: lowered(settings.headers), readiness };
      return inferenceProbe(options, platform);
    }
  }
}

function bodyFitsOf(settings: Extract<HealthCheckConfig, { type: 'http' }>): ((text: string) => boolean) | undefined {
  const { expectedBody, expectedBodyRegex } = settings;
  const regex = expectedBodyRegex === undefined ? undefined : regexOf(expectedBodyRegex);
  if (expectedBody === undefined && !regex) return undefined;
  return (text) => (expectedBody === undefined || text.includes(expectedBody)) && (!regex || regex.test(text));
}

/** That it can be used was checked when the configuration was. */
function regexOf(source: string) {
  const compiled = compileRegex(source);
  if ('problem' in compiled) throw new Fault('internal', { detail: compiled.problem });
  return compiled.regex;
}

function lowered(headers: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
  return headers.map(([name, value]) => [name.toLowerCase(), value]);
}

/** All the questions of one check, one after the other. */
function longestOf(settings: HealthCheckConfig): number {
  if (settings.type !== 'inference' || !settings.readiness) return settings.timeoutMs;
  const { inferenceProbe: completion, modelStatus, queueDepth } = settings.readiness;
  const models = modelStatus && (modelStatus.models.length > 0 ? modelStatus.models : settings.expectedModels);
  const forModels = modelStatus && models ? modelStatus.timeoutMs * models.length : 0;
  return settings.timeoutMs + (completion?.timeoutMs ?? 0) + forModels + (queueDepth?.timeoutMs ?? 0);
}
