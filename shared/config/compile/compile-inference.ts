import type { Inference } from '../../ai/inference.ts';
import { inferenceHandler, inspectionOf } from '../../ai/inference-handler.ts';
import { modelPattern } from '../../ai/money/model-pattern.ts';
import type { Credentials } from '../../ai/providers/credentials.ts';
import type { Destination } from '../../ai/providers/destination.ts';
import { providers } from '../../ai/providers/index.ts';
import type { ProviderName } from '../../ai/providers/provider.ts';
import { modelMapping } from '../../ai/routing/model-mapping.ts';
import { ModelRoutes, type ModelRule, type Way } from '../../ai/routing/model-routes.ts';
import type { Estimator } from '../../ai/tokens/estimator.ts';
import { estimatorFor } from '../../ai/tokens/estimator-for.ts';
import type { Handler } from '../../engine/handler.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Fallback } from '../../upstream/fallback/fallback.ts';
import type { Forwarding } from '../../upstream/forwarding.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import type { Config } from '../config.ts';
import { fallbackOf } from './compile-forwarding.ts';
import { compileLeg, type NamedUpstream } from './compile-leg.ts';

type RouteConfig = Config['routes'][number];
type InferenceConfig = NonNullable<RouteConfig['inference']>;
type RuleConfig = NonNullable<InferenceConfig['modelRouting']>['models'][number];

/** What making an AI route needs beside its settings. */
export interface InferenceSurroundings
  extends Pick<
    Inference,
    'estimator' | 'meter' | 'guards' | 'keys' | 'maxBodyBytes' | 'decoding' | 'readsPrompt' | 'onSettled'
  > {
  readonly platform: Platform;
  upstream(name: string): NamedUpstream;
}

/** The handler of an AI route. */
export function compileInference(route: RouteConfig, surroundings: InferenceSurroundings): Handler {
  const settings = route.inference!;
  const { onModelConflict, firstTokenTimeoutMs, tokenTimeoutMs, maxAnswerBytes } = settings;
  return inferenceHandler({
    ...surroundings,
    family: providers[settings.provider].family,
    modelHeader:
      settings.modelHeader === undefined
        ? undefined
        : { name: settings.modelHeader.toLowerCase(), onConflict: onModelConflict },
    maxAnswerBytes,
    refusesLosses: settings.onUntranslatable === 'refuse',
    queueHeader: settings.routing?.queueDepthHeader?.toLowerCase(),
    waits: { firstTokenMs: firstTokenTimeoutMs, betweenTokensMs: tokenTimeoutMs },
    routes: routesOf(route, settings, surroundings),
    fallsBackOnBudget: route.fallback?.triggers.onBudgetExhausted === true,
  });
}

/** How the tokens of a route are estimated, and counted where a provider tells nothing. */
export function estimatorOf(settings: InferenceConfig, platform: Platform): Estimator {
  const { rateLimit, tokenEstimation, defaultOutputTokens } = settings;
  return estimatorFor(
    { method: rateLimit?.estimationMethod ?? tokenEstimation, defaultOutput: defaultOutputTokens },
    platform,
  );
}

function routesOf(route: RouteConfig, settings: InferenceConfig, surroundings: InferenceSurroundings): ModelRoutes {
  const { modelRouting } = settings;
  const ways = new Ways(route, settings, surroundings);
  const byDefault = modelRouting?.defaultUpstream ?? route.upstream;
  return new ModelRoutes(
    rulesOf(modelRouting?.models ?? [], ways),
    byDefault === undefined ? undefined : ways.to({ upstream: byDefault }),
    ways.fallbacks(),
  );
}

/** Rules of the same pattern are one, which shares its requests by weight. */
function rulesOf(rules: readonly RuleConfig[], ways: Ways): ModelRule[] {
  const byPattern = new Map<string, RuleConfig[]>();
  for (const rule of rules) {
    const pattern = rule.model.toLowerCase();
    const same = byPattern.get(pattern);
    if (same) same.push(rule);
    else byPattern.set(pattern, [rule]);
  }
  return [...byPattern].map(([pattern, same]) => ({
    fits: modelPattern(pattern),
    ways: same.map((rule) => ways.to(rule)),
  }));
}

type To = Pick<RuleConfig, 'upstream'> & Partial<Pick<RuleConfig, 'provider' | 'as' | 'weight'>>;

/** The ways that start from one route. Those to the same upstream share it, and how often it is tried. */
class Ways {
  readonly #route: RouteConfig;
  readonly #settings: InferenceConfig;
  readonly #surroundings: InferenceSurroundings;
  readonly #fallback: Fallback | undefined;
  readonly #forwardings = new Map<string, Forwarding>();

  constructor(route: RouteConfig, settings: InferenceConfig, surroundings: InferenceSurroundings) {
    this.#route = route;
    this.#settings = settings;
    this.#surroundings = surroundings;
    this.#fallback = fallbackOfModels(route, surroundings);
  }

  to({ upstream, provider, as, weight = 1 }: To): Way {
    const rename = as === undefined ? sameName : () => as;
    return {
      forwarding: this.#forwarding(upstream),
      destination: this.#destination(upstream, provider, rename),
      weight,
    };
  }

  /** What the upstreams of the fallback are. */
  fallbacks(): ReadonlyMap<Upstream, Destination> {
    const named = this.#route.fallback?.upstreams ?? [];
    return new Map(
      named.map(({ id, provider, modelMapping: pairs }) => [
        this.#surroundings.upstream(id).upstream,
        this.#destination(id, provider, modelMapping(pairs)),
      ]),
    );
  }

  #forwarding(name: string): Forwarding {
    const known = this.#forwardings.get(name);
    if (known) return known;
    const first = compileLeg(this.#surroundings.upstream(name), this.#route.retryPolicy, this.#surroundings.platform);
    const made: Forwarding = {
      first,
      fallback: without(first.upstream, this.#fallback),
      ...{ shadow: undefined, maxReplayBytes: undefined },
    };
    this.#forwardings.set(name, made);
    return made;
  }

  #destination(name: string, asked: ProviderName | undefined, rename: Destination['rename']): Destination {
    const own = this.#surroundings.upstream(name).settings.inference;
    const provider = providers[asked ?? own?.provider ?? this.#settings.provider];
    const { stripPrefix, pathPrefix } = own ?? {};
    return {
      ...{ provider, rename, credentials: credentialsOf(own, provider) },
      stripPrefix: withoutSlash(stripPrefix),
      pathPrefix: withoutSlash(pathPrefix),
    };
  }
}

/** Asking a model again changes nothing but the bill, so requests go on unless the route says otherwise. */
function fallbackOfModels(route: RouteConfig, surroundings: InferenceSurroundings): Fallback | undefined {
  const fallback = fallbackOf(route, surroundings);
  const settings = route.fallback;
  if (!fallback || !settings) return undefined;
  return {
    ...fallback,
    retryNonIdempotent: settings.retryNonIdempotent ?? true,
    inspect: settings.triggers.onBrokenAnswer === false ? undefined : inspectionOf(fallback.triggers),
  };
}

/** No way comes to an upstream twice. */
function without(upstream: Upstream, fallback: Fallback | undefined): Fallback | undefined {
  const legs = fallback?.legs.filter(({ leg }) => leg.upstream !== upstream) ?? [];
  return fallback && legs.length > 0 ? { ...fallback, legs } : undefined;
}

function credentialsOf(
  own: Config['upstreams'][number]['inference'],
  { keyHeader, keyPrefix }: Destination['provider'],
): Credentials | undefined {
  if (own?.apiKey === undefined) return undefined;
  const { apiKey, apiKeyHeader } = own;
  if (apiKeyHeader === undefined) return { header: keyHeader, value: keyPrefix + apiKey };
  return { header: apiKeyHeader.toLowerCase(), value: apiKey };
}

function withoutSlash(prefix: string | undefined): string | undefined {
  const plain = prefix?.endsWith('/') ? prefix.slice(0, -1) : prefix;
  return plain === '' ? undefined : plain;
}

function sameName(model: string): string {
  return model;
}
