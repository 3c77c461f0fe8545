import type { Sentinel } from '../../../shared/sentinel.ts';
import type { HealthChecks } from '../../../shared/upstream/health/health-checks.ts';
import type { Env } from '../env.ts';
import { liveOf } from '../live-of.ts';
import type { LiveSentinel } from '../live-sentinel.ts';
import { HealthObject, type HealthStorage } from './health-object.ts';

/** The Durable Object of the health of targets, which makes the health checks that the configuration asks for. */
export class CheckingHealthObject {
  readonly #live: LiveSentinel;
  readonly #object: HealthObject;

  constructor({ storage }: { readonly storage: HealthStorage }, env: Env) {
    this.#live = liveOf(env);
    this.#object = new HealthObject({ storage }, undefined, undefined, () => this.#checks());
  }

  fetch(request: Request): Promise<Response> {
    return this.#object.fetch(request);
  }

  alarm(): Promise<void> {
    return this.#object.alarm();
  }

  /** The checks of the configuration in force; the same array while that is the same. */
  async #checks(): Promise<readonly HealthChecks[]> {
    const running: Sentinel = this.#live.running ?? (await this.#live.start());
    if (this.#live.isDue) await this.#live.refresh();
    return running.healthChecks;
  }
}
