import { freePort, type SilentPort, silentPort } from '../support/ports.ts';
import { RawOrigin } from '../support/raw-origin.ts';
import type { Topic } from './case.ts';
import { type Subject, type SubjectName, subjects } from './subjects.ts';
import { World } from './world.ts';

/** What one topic runs on with one runtime: the subject, its origins, and the ports that misbehave. */
export class Stage {
  readonly #topic: Topic;
  readonly #name: SubjectName;
  #origins: RawOrigin[] = [];
  #silent: SilentPort | undefined;
  #subject: Subject | undefined;
  #servers: { stop(): Promise<void> } | undefined;
  #world: World | undefined;

  constructor(topic: Topic, name: SubjectName) {
    this.#topic = topic;
    this.#name = name;
  }

  get world(): World {
    if (this.#world === undefined) throw new Error('the subject did not start');
    return this.#world;
  }

  async raise(): Promise<void> {
    this.#origins = await Promise.all([RawOrigin.start(), RawOrigin.start(), RawOrigin.start()]);
    if (this.#topic.usesSilentPort) this.#silent = await silentPort();
    this.#servers = await this.#topic.setUp?.(this.#name);
    const [a, b, c] = this.#origins.map(({ port }) => `127.0.0.1:${port}`) as [string, string, string];
    const port = await freePort();
    const silent = `127.0.0.1:${this.#silent?.port ?? 0}`;
    // Ports 1 and 2 belong to services of the seventies.
    const config = this.#topic.config({
      runtime: this.#name,
      listen: `127.0.0.1:${port}`,
      a,
      b,
      c,
      refused: '127.0.0.1:1',
      refusedToo: '127.0.0.1:2',
      silent,
    });
    this.#subject = await subjects[this.#name](config, port);
    this.#world = new World(this.#subject, this.#origins, this.#name === 'workerd-fetch' ? a : 'sentinel.test');
  }

  async strike(): Promise<void> {
    this.#world?.tidy();
    await this.#subject?.stop();
    await this.#servers?.stop();
    await this.#silent?.stop();
    for (const origin of this.#origins) await origin.stop();
  }
}
