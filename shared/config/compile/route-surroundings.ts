import type { AskUpstream } from '../../engine/sub-request.ts';
import type { WaitingRoom } from '../../engine/waiting-room.ts';
import { Fault } from '../../errors/fault.ts';
import type { BuiltinParts } from '../../handlers/builtin.ts';
import type { PlanLedgers } from '../../ledger/ledger-pool.ts';
import type { Platform } from '../../platform/platform.ts';
import type { RouteShadow } from '../../upstream/shadow/shadow-view.ts';
import { subRequests } from '../../upstream/sub-requests.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import type { Config } from '../config.ts';
import { type FoundName, findName, idOf } from '../scopes/find-name.ts';
import type { Kind, Scope } from '../scopes/scope.ts';
import type { CompileParts } from './compile.ts';
import type { guardAgents } from './compile-guard-agent.ts';
import { compileGuardLog } from './compile-guard-log.ts';
import type { PlanKeys } from './compile-keys.ts';
import { hostHeaderOf } from './compile-leg.ts';
import { compileProblemLog } from './compile-problem-log.ts';
import type { RouteSurroundings } from './compile-route.ts';
import { durableLedger } from './durable-ledger.ts';
import { maxBodyBytesIn, outerLimits } from './outer-limits.ts';
import type { PlanMetrics } from './plan-metrics.ts';

/** What all routes of a plan are made with. */
export interface RouteParts {
  readonly parts: CompileParts;
  readonly builtinParts: BuiltinParts;
  readonly shadows: RouteShadow[];
  readonly upstreams: ReadonlyMap<string, Upstream>;
  readonly ledgers: PlanLedgers;
  readonly waitingRoom: WaitingRoom;
  readonly agents: ReturnType<typeof guardAgents>;
  readonly keys: PlanKeys | undefined;
  readonly metrics: PlanMetrics | undefined;
}

/** What a route is made with that stands in `owner`, from where its names are looked up. */
export function surroundingsOf(
  config: Config,
  owner: Scope,
  scopes: readonly Scope[],
  { parts, builtinParts, shadows, upstreams, ledgers, waitingRoom, agents, metrics, keys }: RouteParts,
): RouteSurroundings {
  return {
    platform: parts.platform,
    builtinParts,
    keys: keys?.ring,
    addShadow: (shadow) => shadows.push(shadow),
    ledgers,
    waitingRoom,
    scope: owner.id,
    observability: config.observability,
    metrics,
    decoding: { maxRatio: config.limits.maxDecompressionRatio, maxBytes: config.limits.maxDecompressedSizeBytes },
    leastLevel: config.observability.logging.level,
    onProblem: compileProblemLog(config, parts.platform),
    budgetLedger: () =>
      ledgers.open(durableLedger(config, { runtime: parts.platform.runtime, stateFile: parts.stateFile })),
    defaultMaxBodyBytes: maxBodyBytesIn(owner, scopes) ?? config.limits.maxBodySizeBytes,
    guards: {
      report: compileGuardLog(config, parts.platform, metrics),
      agent(name) {
        const known = found(findName('agents', name, owner, scopes), name);
        return agents(idOf(known), known.thing);
      },
    },
    outerLimits: (route) => outerLimits(config, owner, scopes, route),
    upstream(name) {
      const known = found(findName('upstreams', name, owner, scopes), name);
      return { settings: known.thing, upstream: upstreams.get(idOf(known))! };
    },
    filter(name) {
      const known = found(findName('filters', name, owner, scopes), name);
      const upstream = (asked: string) => found(findName('upstreams', asked, known.scope, scopes), asked);
      return {
        ...{ id: idOf(known), settings: known.thing },
        asks: (asked) => askOf(upstream(asked), upstreams, parts.platform),
        upstream: (asked) => ({ settings: upstream(asked).thing, upstream: upstreams.get(idOf(upstream(asked)))! }),
      };
    },
  };
}

/** How filters ask an upstream that they name. */
function askOf(
  known: FoundName<'upstreams'> & { readonly kind: 'found' },
  upstreams: ReadonlyMap<string, Upstream>,
  platform: Platform,
): AskUpstream {
  return subRequests({ upstream: upstreams.get(idOf(known))!, host: hostHeaderOf(known.thing), platform });
}

/** Names were checked when the configuration was. */
function found<K extends Kind>(known: FoundName<K>, name: string): FoundName<K> & { readonly kind: 'found' } {
  if (known.kind !== 'found') throw new Fault('internal', { detail: `nothing is named ${name}` });
  return known;
}
