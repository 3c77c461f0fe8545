import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An instance as the catalogue holds it. */
export interface ConsulInstance {
  /** Of the service; empty where that of the node stands for it. */
  readonly address: string;
  readonly port: number;
  readonly tags?: readonly string[];
  readonly state?: 'passing' | 'warning' | 'critical';
  readonly weights?: { readonly Passing: number; readonly Warning: number };
}

/**
 * Consul as far as its health interface goes: blocking queries with an index that rises with every change, tokens,
 * filters by tag and state, and the slack that is added to a wait.
 */
export class ConsulServer {
  /** Every path and query that was asked. */
  readonly asked: string[] = [];
  /** Requests are refused without it. */
  token: string | undefined;
  /** What is answered in place of the catalogue. */
  failing: number | undefined;
  readonly #server: Server;
  readonly #services = new Map<string, readonly ConsulInstance[]>();
  readonly #waiting = new Set<() => void>();
  #index = 10;

  private constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async start(): Promise<ConsulServer> {
    const consul = new ConsulServer();
    await new Promise<void>((up) => consul.#server.listen(0, '127.0.0.1', up));
    return consul;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Questions that wait for a change now. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Registers these instances of a service in place of those before. */
  register(service: string, instances: readonly ConsulInstance[]): void {
    this.#services.set(service, instances);
    this.#index += 1;
    this.#wake();
  }

  /** Something else in the catalogue changes: waits end though the service is as before. */
  touch(): void {
    this.#index += 1;
    this.#wake();
  }

  /** Begins anew, as after its state was restored: the index goes back. */
  restart(): void {
    this.#index = 1;
    this.#wake();
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((down) => this.#server.close(down));
  }

  #answer({ url = '', headers }: IncomingMessage, response: ServerResponse) {
    this.asked.push(url);
    const { pathname, searchParams } = new URL(url, 'http://consul');
    if (this.failing !== undefined) return refuse(response, this.failing, 'No cluster leader');
    if (this.token !== undefined && headers['x-consul-token'] !== this.token)
      return refuse(response, 403, 'Permission denied');
    const service = /^\/v1\/health\/service\/([^/]+)$/.exec(pathname)?.[1];
    if (service === undefined) return refuse(response, 404, '');
    const answer = (): void => this.#send(response, decodeURIComponent(service), searchParams);
    const index = Number(searchParams.get('index') ?? 0);
    if (index === 0 || index !== this.#index) return answer();
    this.#hold(response, answer, waitOf(searchParams.get('wait')));
  }

  #hold(response: ServerResponse, answer: () => void, waitMs: number): void {
    const end = (): void => {
      clearTimeout(timer);
      this.#waiting.delete(end);
      if (!response.destroyed) answer();
    };
    const timer = setTimeout(end, waitMs + waitMs / 16);
    response.once('close', () => {
      clearTimeout(timer);
      this.#waiting.delete(end);
    });
    this.#waiting.add(end);
  }

  #send(response: ServerResponse, service: string, parameters: URLSearchParams): void {
    const tag = parameters.get('tag');
    const entries = (this.#services.get(service) ?? [])
      .filter(({ tags = [] }) => tag === null || tags.includes(tag))
      .filter(({ state = 'passing' }) => !parameters.has('passing') || state === 'passing')
      .map((instance, at) => entryOf(service, instance, at));
    response.writeHead(200, { 'content-type': 'application/json', 'x-consul-index': this.#index });
    response.end(JSON.stringify(entries));
  }

  #wake(): void {
    for (const end of [...this.#waiting]) end();
  }
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status).end(text);
}

function waitOf(text: string | null): number {
  const [, count = '5', unit = 'm'] = /^(\d+)(ms|s|m)$/.exec(text ?? '5m') ?? [];
  return Number(count) * { ms: 1, s: 1000, m: 60_000 }[unit as 'ms' | 's' | 'm'];
}

/** An entry as Consul writes it, with fields that are of no use here. */
function entryOf(
  service: string,
  { address, port, tags = [], state = 'passing', weights }: ConsulInstance,
  at: number,
) {
  return {
    Node: { ID: `n${at}`, Node: `node-${at}`, Address: '127.0.0.9', Datacenter: 'dc1', Meta: {} },
    Service: {
      ...{ ID: `${service}-${at}`, Service: service, Tags: tags, Address: address, Port: port },
      ...{ Meta: { Address: '"Service":' }, Weights: weights ?? { Passing: 1, Warning: 1 } },
    },
    Checks: [{ CheckID: 'serfHealth', Status: state }],
  };
}
