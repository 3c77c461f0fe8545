import { badAnswer, jsonOf, type Query, query } from './endpoint.ts';
import { EndpointSlices } from './endpoint-slices.ts';
import { fieldOf, listOf, textOf } from './json-value.ts';
import type { KubernetesAccess } from './kubernetes-access.ts';
import type { Round, Source, SourcePlatform } from './source.ts';
import { watchLines } from './watch-lines.ts';

/** A service of a Kubernetes cluster. */
export interface KubernetesOptions {
  readonly access: KubernetesAccess;
  readonly namespace: string;
  readonly service: string;
  /** The port to use; the first one when absent. */
  readonly portName: string | undefined;
  readonly timeoutMs: number;
  /** How long one watch lasts. */
  readonly watchMs: number;
}

/** Lists the endpoint slices of a service, then watches them, and goes on watching from where it was. */
export function kubernetesSource(options: KubernetesOptions, platform: SourcePlatform): Source {
  const watch = new SliceWatch(options, platform);
  return { look: (round) => watch.look(round) };
}

/** Entries of one part of a list. */
const pageSize = 500;
/** Parts of a list at most. */
const maxPages = 20;
const untilNextMs = 100;

class SliceWatch {
  readonly #options: KubernetesOptions;
  readonly #platform: SourcePlatform;
  readonly #path: string;
  readonly #slices: EndpointSlices;
  /** From where a watch goes on; `undefined` when all has to be listed. */
  #version: string | undefined = undefined;

  constructor(options: KubernetesOptions, platform: SourcePlatform) {
    const { access, namespace, service, portName } = options;
    const label = encodeURIComponent(`kubernetes.io/service-name=${service}`);
    const collection = `apis/discovery.k8s.io/v1/namespaces/${encodeURIComponent(namespace)}/endpointslices`;
    this.#path = `${access.endpoint.path.replace(/\/$/, '')}/${collection}?labelSelector=${label}`;
    this.#options = options;
    this.#platform = platform;
    this.#slices = new EndpointSlices(portName);
  }

  async look(round: Round): Promise<number> {
    if (this.#version === undefined) {
      this.#version = await this.#list(round);
      round.tell(this.#slices.targets());
      return untilNextMs;
    }
    await this.#watch(this.#version, round);
    return untilNextMs;
  }

  /** Answers the version that the list is of. */
  async #list({ stopping }: Round): Promise<string> {
    const items: unknown[] = [];
    let rest = '';
    for (let page = 0; page < maxPages; page += 1) {
      const next = rest === '' ? '' : `&continue=${encodeURIComponent(rest)}`;
      const question = this.#question(`&limit=${pageSize}${next}`);
      const surroundings = { platform: this.#platform, stopping };
      const list = (await query(this.#options.access.endpoint, question, [200], surroundings)).json();
      const metadata = fieldOf(list, 'metadata');
      const version = textOf(fieldOf(metadata, 'resourceVersion'));
      const found = listOf(fieldOf(list, 'items'));
      if (version === undefined || !found) throw badAnswer('the answer is no list of slices');
      items.push(...found);
      rest = textOf(fieldOf(metadata, 'continue')) ?? '';
      if (rest !== '') continue;
      this.#slices.replace(items);
      return version;
    }
    throw badAnswer(`more than ${maxPages * pageSize} slices`);
  }

  async #watch(version: string, round: Round): Promise<void> {
    const { access, watchMs } = this.#options;
    const seconds = Math.max(1, Math.ceil(watchMs / 1000));
    const parameters = `&watch=true&allowWatchBookmarks=true&timeoutSeconds=${seconds}`;
    const question = this.#question(`${parameters}&resourceVersion=${encodeURIComponent(version)}`);
    let isChanged = false;
    const observer = {
      onLine: (line: string) => {
        isChanged = this.#event(jsonOf(line)) || isChanged;
      },
      onPause: () => {
        if (isChanged) round.tell(this.#slices.targets());
        else round.unchanged();
        isChanged = false;
      },
    };
    const surroundings = { platform: this.#platform, stopping: round.stopping };
    const status = await watchLines(access.endpoint, { ...question, watchMs }, observer, surroundings);
    if (status === 200) {
      if (this.#version !== undefined) round.unchanged();
      return;
    }
    // The versions the server remembers have moved on: all is listed anew.
    if (status === gone) this.#version = undefined;
    else throw badAnswer(`status ${status}`);
  }

  /** Takes one event of a watch. Answers whether the slices have changed. */
  #event(event: unknown): boolean {
    const type = fieldOf(event, 'type');
    const object = fieldOf(event, 'object');
    if (type === 'ERROR') {
      this.#version = undefined;
      if (fieldOf(object, 'code') === gone) return false;
      throw badAnswer(`the watch failed: ${String(fieldOf(object, 'reason')).slice(0, 80)}`);
    }
    const version = textOf(fieldOf(fieldOf(object, 'metadata'), 'resourceVersion'));
    if (this.#version !== undefined && version !== undefined) this.#version = version;
    if (type === 'ADDED' || type === 'MODIFIED') this.#slices.put(object);
    else if (type === 'DELETED') this.#slices.drop(object);
    else return false;
    return true;
  }

  #question(parameters: string): Query {
    const { access, timeoutMs } = this.#options;
    return { path: `${this.#path}${parameters}`, headers: access.headers(), timeoutMs };
  }
}

const gone = 410;
