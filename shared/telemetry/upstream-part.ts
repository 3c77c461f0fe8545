import type { Attempt, FallbackNote, Finished } from '../engine/exchange.ts';
import type { Route } from '../engine/plan.ts';
import type { FieldSwitches } from './field-switches.ts';
import { optionalField } from './optional-field.ts';

/** What a line of the access log tells of where the request went. Written once for each route and each target. */
export class UpstreamPart {
  readonly #shown: FieldSwitches;
  readonly #routes = new WeakMap<Route, string>();
  readonly #targets = new WeakMap<Attempt['target'], TargetTexts>();

  constructor(shown: FieldSwitches) {
    this.#shown = shown;
  }

  of({ routing, attempts, fallback }: Finished): string {
    const last = attempts.at(-1);
    if (routing && last && attempts.length === 1 && fallback === undefined) {
      const { kept, fresh } = this.#targetTexts(last);
      return this.#routeText(routing.route) + (last.reused ? kept : fresh);
    }
    const upstream = last?.upstream ?? routing?.route.upstreamName;
    const where = routing === undefined ? '' : routeFields(routing.route) + optionalField('upstream', upstream);
    return triesField(attempts) + where + fallbackFields(fallback) + this.#addressOf(last) + this.#connectionOf(last);
  }

  /** Of a request that was tried once. */
  #routeText(route: Route): string {
    let text = this.#routes.get(route);
    if (text === undefined) {
      text = [',"upstream_attempts":1', routeFields(route)].join('');
      this.#routes.set(route, text);
    }
    return text;
  }

  #targetTexts(attempt: Attempt): TargetTexts {
    let texts = this.#targets.get(attempt.target);
    if (texts === undefined) {
      const text = optionalField('upstream', attempt.upstream) + this.#addressOf(attempt);
      texts = {
        kept: [text, this.#connectionOf({ reused: true })].join(''),
        fresh: [text, this.#connectionOf({ reused: false })].join(''),
      };
      this.#targets.set(attempt.target, texts);
    }
    return texts;
  }

  #addressOf(attempt: Attempt | undefined): string {
    return this.#shown.upstreamAddr === false ? '' : optionalField('upstream_addr', attempt?.target.name);
  }

  #connectionOf(attempt: Pick<Attempt, 'reused'> | undefined): string {
    if (this.#shown.connectionReused === false) return '';
    return attempt?.reused ? ',"connection_reused":true' : ',"connection_reused":false';
  }
}

/** For a connection that was kept from before, and for a new one. */
interface TargetTexts {
  readonly kept: string;
  readonly fresh: string;
}

function routeFields({ id, handler }: Route): string {
  return optionalField('route_id', id) + optionalField('handler', handler.name);
}

function triesField(attempts: readonly Attempt[]): string {
  let hedges = 0;
  for (const { isHedge } of attempts) if (isHedge) hedges += 1;
  return `,"upstream_attempts":${attempts.length}${hedges === 0 ? '' : `,"upstream_hedges":${hedges}`}`;
}

function fallbackFields(fallback: FallbackNote | undefined): string {
  if (fallback === undefined) return '';
  return optionalField('fallback_from', fallback.from) + optionalField('fallback_reason', fallback.reason);
}
