import { Fault } from '../../shared/errors/fault.ts';
import { BytesBody } from '../../shared/http/bytes-body.ts';
import type { DiscoveryPorts, NameAsking } from '../../shared/upstream/discovery/discovery-ports.ts';
import type { FakeCall } from '../support/fake-transport.ts';
import type { Slots } from './config-text.ts';
import { Stage } from './stage.ts';
import { quiet } from './wire.ts';

/** The sources that are asked, by the names of their kinds. */
export const sourceTypes = ['dns', 'dns-srv', 'consul', 'kubernetes', 'file', 'http'] as const;
export type SourceType = (typeof sourceTypes)[number];

/** What a source says: these addresses, a failure, or nothing at all. */
export type Said = readonly string[] | 'fails' | 'silent';

/** What each kind needs to be complete. */
export const least: Readonly<Record<SourceType, string>> = {
  dns: 'hostname "app.test"; port 80',
  'dns-srv': 'name "_http._tcp.app.test"',
  consul: 'service "app"',
  kubernetes: 'service "app"; kubeconfig "/kube/config"',
  file: 'path "/etc/targets"',
  http: 'url "http://list.test/targets"',
};

/** An upstream without targets of its own that learns them from a source. */
export function discovers(type: SourceType, settings = '', needed = least[type]): Slots {
  return { targets: `discovery "${type}" { ${needed}${settings && `; ${settings}`} }` };
}

const kubeconfig = JSON.stringify({
  'current-context': 'c',
  contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
  clusters: [{ name: 'c', cluster: { server: 'https://api.test:6443' } }],
  users: [{ name: 'u', user: { token: 'kube-token' } }],
});

/** A stage with a source that is played. */
export class DiscoveredStage {
  readonly stage: Stage;
  readonly type: SourceType;
  /** Questions over HTTP. */
  readonly calls: FakeCall[] = [];
  /** Names that were asked for, and how. */
  readonly names: { readonly name: string; readonly asking: NameAsking }[] = [];
  /** Files that were read. */
  readonly files: string[] = [];
  said: Said = ['10.0.0.1'];
  #held: FakeCall[] = [];
  #version = 1;

  private constructor(stage: Stage, type: SourceType) {
    this.stage = stage;
    this.type = type;
    stage.origin = (call) => {
      if (call.request.head.headers.get('user-agent') === 'Sentinel-Discovery') this.#asked(call);
      else call.answer(200, new BytesBody('ok'));
    };
  }

  /** At work, with one address found. */
  static async of(type: SourceType, slots: Slots, said: Said = ['10.0.0.1']): Promise<DiscoveredStage> {
    let played: DiscoveredStage | undefined;
    const discovery: DiscoveryPorts = {
      names: {
        addresses: (name, asking) => played!.#addresses(name, asking),
        services: (name, asking) => played!.#services(name, asking),
      },
      files: {
        read: (path) => played!.#read(path),
        watch: () => () => {},
      },
    };
    const readText = (path: string): string => (path.includes('kube') ? kubeconfig : `text of ${path}`);
    const stage = await Stage.of(slots, { discovery, readText });
    played = new DiscoveredStage(stage, type);
    played.said = said;
    for (const job of stage.plan.jobs) job.start();
    await quiet();
    await played.pass(400);
    return played;
  }

  /** Moves the clock on, with all that follows. */
  async pass(ms: number): Promise<this> {
    for (let left = ms; left > 0; left -= 200) {
      this.stage.platform.time.advance(200);
      await quiet();
    }
    return this;
  }

  /** Something else from now on; those who wait for news are told. */
  async say(said: Said): Promise<this> {
    this.said = said;
    this.#version += 1;
    for (const call of this.#held.splice(0)) this.#answer(call);
    await quiet();
    return this.pass(61_000);
  }

  /** The hosts that so many requests of clients reach; statuses where they reach none. */
  async reached(requests = 8): Promise<readonly (string | number)[]> {
    const answers = await this.stage.times(requests);
    const hosts = this.stage.calls
      .filter(({ request }) => request.head.headers.get('user-agent') !== 'Sentinel-Discovery')
      .slice(-requests)
      .map(({ request }) => `${request.address.host}:${request.address.port}`);
    const all: readonly (string | number)[] = hosts.length === 0 ? answers.map(({ status }) => status) : hosts;
    return [...new Set(all)].sort();
  }

  async #addresses(name: string, asking: NameAsking) {
    this.names.push({ name, asking });
    return this.#hosts().map((address) => ({ address, ttlMs: 3_600_000 }));
  }

  async #services(name: string, asking: NameAsking) {
    this.names.push({ name, asking });
    return [{ name: 'host.test', port: 80, priority: 1, weight: 1 }];
  }

  async #read(path: string): Promise<string> {
    this.files.push(path);
    return this.#hosts()
      .map((host) => `${host}:80\n`)
      .join('');
  }

  #hosts(): readonly string[] {
    if (typeof this.said === 'string') throw new Fault('upstream_refused', { detail: 'the source is played ill' });
    return this.said;
  }

  #asked(call: FakeCall): void {
    this.calls.push(call);
    call.response.catch(() => {});
    const { query = '' } = call.request.head;
    const waits = query.includes('watch=true') || query.includes(`index=${this.#version}`);
    if (waits || this.said === 'silent') this.#held.push(call);
    else this.#answer(call);
  }

  #answer(call: FakeCall): void {
    if (typeof this.said === 'string') call.refuse();
    else call.answer(200, new BytesBody(this.#text(call, this.said)), { 'x-consul-index': `${this.#version}` });
  }

  #text(call: FakeCall, hosts: readonly string[]): string {
    if (this.type === 'http') return JSON.stringify(hosts.map((host) => `${host}:80`));
    if (this.type === 'consul')
      return JSON.stringify(hosts.map((host) => ({ Node: {}, Service: { Address: host, Port: 80 } })));
    const slice = {
      metadata: { name: 's', resourceVersion: `${this.#version}` },
      ports: [
        { name: 'web', port: 80 },
        { name: 'other', port: 81 },
      ],
      endpoints: hosts.map((host) => ({ addresses: [host] })),
    };
    const isWatch = call.request.head.query?.includes('watch=true');
    if (isWatch) return `${JSON.stringify({ type: 'MODIFIED', object: slice })}\n`;
    return JSON.stringify({ metadata: { resourceVersion: `${this.#version}` }, items: [slice] });
  }
}
