import { Resolver } from 'node:dns';
import { type SocketPlatform, socketPlatform } from '../../node-adapter/platform.ts';
import { Discovery, type DiscoveryRules } from '../../shared/upstream/discovery/discovery.ts';
import type { Source } from '../../shared/upstream/discovery/source.ts';
import type { HealthChange } from '../../shared/upstream/health/health-change.ts';
import type { Upstream } from '../../shared/upstream/upstream.ts';
import { foundUpstream } from './discovery.ts';

/** A discovery over real sockets. */
export class DiscoveryAtWork {
  readonly upstream: Upstream;
  readonly changes: HealthChange[] = [];
  readonly #discovery: Discovery;
  readonly #platform: SocketPlatform;

  constructor(makeSource: (platform: SocketPlatform) => Source, rules: Partial<DiscoveryRules> = {}) {
    this.#platform = socketPlatform({ write: () => {} });
    this.upstream = foundUpstream().upstream;
    this.#discovery = new Discovery({
      upstream: this.upstream,
      source: makeSource(this.#platform),
      rules: { type: 'test', maxTargets: 100, keepMs: 60_000, takesEmpty: true, ...rules },
      platform: this.#platform,
      onChange: (change) => this.changes.push(change),
    });
    this.#discovery.start();
  }

  /** The targets in the short form `name weight zone`, sorted. */
  get targets(): readonly string[] {
    return this.upstream.targets.map(({ name, weight, zone }) => `${name} ${weight} ${zone ?? '-'}`).toSorted();
  }

  stop(): void {
    this.#discovery.stop();
    this.#platform.transport.close();
  }
}

/** Looks again and again until what is looked at is so; fails when that takes too long for a busy machine. */
export async function until(isSo: () => boolean, what: () => unknown = () => ''): Promise<void> {
  const end = Date.now() + 40_000;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`it never came to be: ${JSON.stringify(what())}`);
    await new Promise((soon) => setTimeout(soon, 10));
  }
}

/** Asks a name server until it answers. */
export async function untilAnswers(server: string, name: string): Promise<void> {
  const resolver = new Resolver({ timeout: 200, tries: 1 });
  resolver.setServers([server]);
  for (let tries = 0; tries < 800; tries += 1) {
    const answers = await new Promise((tell) => resolver.resolve4(name, (error) => tell(error === null)));
    if (answers) return;
    await new Promise((soon) => setTimeout(soon, 50));
  }
  throw new Error(`${server} never answered`);
}
