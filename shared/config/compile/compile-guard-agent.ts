import { GuardAgent } from '../../ai/guardrails/agent/guard-agent.ts';
import { Fault } from '../../errors/fault.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Config } from '../config.ts';

type AgentConfig = Config['agents'][number];

/** Makes agents as they are asked for; one that several routes name is one, with one breaker. */
export function guardAgents(
  platform: Platform,
  readText: (path: string) => string,
): (id: string, settings: AgentConfig) => GuardAgent {
  const made = new Map<string, GuardAgent>();
  return (id, settings) => {
    const known = made.get(id);
    if (known) return known;
    const agent = compileGuardAgent(id, settings, { platform, readText });
    made.set(id, agent);
    return agent;
  };
}

/** An agent that is reached by HTTP. That it is was checked when the configuration was. */
function compileGuardAgent(
  name: string,
  settings: AgentConfig,
  { platform, readText }: { readonly platform: Platform; readonly readText: (path: string) => string },
): GuardAgent {
  const { http, timeoutMs, circuitBreaker, maxConcurrentCalls } = settings;
  if (!http) throw new Fault('internal', { detail: `agent ${name} is not reached by HTTP` });
  const { hostname, port, protocol, pathname, search, host } = new URL(http.url);
  const isEncrypted = http.tls || protocol === 'https:';
  const textOf = (path: string | undefined): string | undefined => (path === undefined ? undefined : readText(path));
  return new GuardAgent(
    {
      name: settings.type === undefined ? name : `${name} (${settings.type})`,
      authority: host,
      path: pathname + search,
      address: {
        host: hostname.replace(/^\[|\]$/g, ''),
        port: port === '' ? (isEncrypted ? 443 : 80) : Number(port),
        tls: isEncrypted
          ? {
              ...{ serverName: undefined, skipVerify: http.tlsInsecure },
              ...{ ca: textOf(http.caCert), cert: textOf(http.clientCert), key: textOf(http.clientKey) },
            }
          : undefined,
        pool: { maxConnections: maxConcurrentCalls, maxIdle: 16, idleTimeoutMs: 30_000, maxLifetimeMs: undefined },
      },
      timeoutMs,
      breaker: circuitBreaker,
      maxCalls: maxConcurrentCalls,
    },
    platform,
  );
}
