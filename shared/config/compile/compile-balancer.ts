import { Fault } from '../../errors/fault.ts';
import type { BalancerDefinition } from '../../upstream/balancers/balancer.ts';
import type { BalancerOptions, InnerBalancer } from '../../upstream/balancers/balancer-options.ts';
import { findBalancer } from '../../upstream/balancers/find-balancer.ts';
import { type HashKey, parseHashKey } from '../../upstream/hash-key.ts';
import type { Config } from '../config.ts';

type LoadBalancing = Config['upstreams'][number]['loadBalancing'];

/** What balancers take from outside their own settings. */
export interface BalancerSurroundings {
  /** Signs sticky cookies. */
  readonly cookieKey: Uint8Array;
  /** The zone this process is in, where the configuration names none. */
  readonly zone: string | undefined;
}

/** The balancer an upstream asks for, with its settings. */
export function compileBalancer(settings: LoadBalancing, surroundings: BalancerSurroundings): InnerBalancer {
  return { balancer: balancerOf(settings.algorithm), options: optionsOf(settings, surroundings) };
}

function optionsOf(settings: LoadBalancing, { cookieKey, zone }: BalancerSurroundings): BalancerOptions {
  switch (settings.algorithm) {
    case 'consistent-hash':
      return { key: keyOf(settings.key), virtualNodes: settings.virtualNodes, loadBound: settings.loadBound };
    case 'maglev':
      return { key: keyOf(settings.key) };
    case 'peak-ewma':
      return { decayMs: settings.decayMs, initialMs: settings.initialLatencyMs, loadPenalty: settings.loadPenalty };
    case 'adaptive': {
      const { ewmaDecay, recoveryRate, penaltyRate, ...tuning } = settings;
      return { adaptive: { ...tuning, smoothing: ewmaDecay, recovery: recoveryRate, penalty: penaltyRate } };
    }
    case 'locality-aware':
      return { locality: { zone: settings.zone ?? zone, staysLocal: settings.fallback === 'none' } };
    case 'deterministic-subset':
      return { subset: settings.subset };
    case 'sticky': {
      const { cookieTtlMs, fallback, ...cookie } = settings;
      const inner = { balancer: balancerOf(fallback), options: {} };
      return {
        sticky: { ...cookie, cookieTtlSecs: Math.round(cookieTtlMs / 1000), secret: cookieKey, fallback: inner },
      };
    }
    default:
      return {};
  }
}

function balancerOf(name: string): BalancerDefinition<BalancerOptions> {
  const balancer = findBalancer(name);
  if (!balancer) throw new Fault('internal', { detail: `no balancer is named ${name}` });
  return balancer;
}

function keyOf(text: string): HashKey | undefined {
  return parseHashKey(text);
}
