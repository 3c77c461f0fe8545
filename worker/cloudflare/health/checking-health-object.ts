import type { Sentinel } from '../../../shared/sentinel.ts';
import type { Env } from '../env.ts';
import { liveOf } from '../live-of.ts';
import type { LiveSentinel } from '../live-sentinel.ts';
import { HealthObject, type HealthStorage, type HealthWork } from './health-object.ts';

/** The Durable Object of the targets and their health: it checks and discovers them as the configuration asks. */
export class CheckingHealthObject {
  readonly #live: LiveSentinel;
  readonly #object: HealthObject;

  constructor({ storage }: { readonly storage: HealthStorage }, env: Env) {
    this.#live = liveOf(env);
    this.#object = new HealthObject({ storage }, undefined, undefined, () => this.#work());
  }

  fetch(request: Request): Promise<Response> {
    return this.#object.fetch(request);
  }

  alarm(): Promise<void> {
    return this.#object.alarm();
  }

  /** What the configuration in force asks for. */
  async #work(): Promise<HealthWork> {
    const running: Sentinel = this.#live.running ?? (await this.#live.start());
    if (this.#live.isDue) await this.#live.refresh();
    return { checks: running.healthChecks, discoveries: running.discoveries };
  }
}
