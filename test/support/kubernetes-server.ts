import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';

/** An endpoint slice, as far as it matters. */
export interface Slice {
  readonly name: string;
  readonly service: string;
  readonly ports: readonly { readonly name: string; readonly port: number }[];
  readonly endpoints: readonly SliceEndpoint[];
}

/** One endpoint of a slice. */
export interface SliceEndpoint {
  readonly address: string;
  /** Left unsaid when absent. */
  readonly ready?: boolean;
  readonly zone?: string;
}

interface Change {
  readonly version: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly slice: Slice;
}

/**
 * The part of a Kubernetes API server that endpoint slices need: lists in pages, watches that begin at a version, end by
 * their time and forget what is too old, bookmarks, and bearer tokens. Over TLS alone, as the real one.
 */
export class KubernetesServer {
  readonly asked: string[] = [];
  token: string | undefined;
  /** Entries of a page at most, whatever is asked. */
  pageSize = 500;
  readonly #server: Server;
  readonly #slices = new Map<string, { readonly slice: Slice; readonly version: number }>();
  readonly #history: Change[] = [];
  readonly #watches = new Map<ServerResponse, string>();
  #version = 100;
  /** Versions before it are forgotten. */
  #oldest = 0;

  private constructor(options: ServerOptions) {
    const answer: RequestListener = (request, response) => this.#answer(request, response);
    this.#server = createServer(options, answer);
    this.#server.on('tlsClientError', () => {});
  }

  static async start(options: ServerOptions): Promise<KubernetesServer> {
    const kubernetes = new KubernetesServer(options);
    await new Promise<void>((up) => kubernetes.#server.listen(0, '127.0.0.1', up));
    return kubernetes;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get watches(): number {
    return this.#watches.size;
  }

  put(slice: Slice): void {
    const type = this.#slices.has(slice.name) ? 'MODIFIED' : 'ADDED';
    this.#version += 1;
    this.#slices.set(slice.name, { slice, version: this.#version });
    this.#changed({ version: this.#version, type, slice });
  }

  delete(name: string): void {
    const known = this.#slices.get(name);
    if (!known) return;
    this.#slices.delete(name);
    this.#version += 1;
    this.#changed({ version: this.#version, type: 'DELETED', slice: known.slice });
  }

  /** Tells all who watch how far they are, as happens about every minute. */
  bookmark(): void {
    this.#version += 1;
    const object = { kind: 'EndpointSlice', metadata: { resourceVersion: `${this.#version}` } };
    for (const response of this.#watches.keys()) sendEvent(response, { type: 'BOOKMARK', object });
  }

  /** Forgets all versions but the newest. */
  compact(): void {
    this.#oldest = this.#version;
    this.#history.length = 0;
  }

  /** Breaks off all watches, as a server that is replaced. */
  breakWatches(): void {
    for (const response of this.#watches.keys()) response.destroy();
    this.#watches.clear();
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((down) => this.#server.close(down));
  }

  #answer({ url = '', headers }: IncomingMessage, response: ServerResponse) {
    this.asked.push(url);
    const { pathname, searchParams } = new URL(url, 'https://kubernetes');
    if (this.token !== undefined && headers.authorization !== `Bearer ${this.token}`) return sendStatus(response, 401);
    if (pathname !== '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices') return sendStatus(response, 404);
    const service = /^kubernetes\.io\/service-name=(.+)$/.exec(searchParams.get('labelSelector') ?? '')?.[1] ?? '';
    if (searchParams.get('watch') === 'true') this.#watch(response, service, searchParams);
    else this.#list(response, service, searchParams);
  }

  #list(response: ServerResponse, service: string, parameters: URLSearchParams) {
    const all = [...this.#slices.values()].filter(({ slice }) => slice.service === service);
    const [version, from] = (parameters.get('continue') ?? `${this.#version}:0`).split(':').map(Number) as [
      number,
      number,
    ];
    if (version < this.#oldest) return sendStatus(response, 410);
    const size = Math.min(this.pageSize, Number(parameters.get('limit') ?? this.pageSize));
    const rest = from + size < all.length ? { continue: `${version}:${from + size}` } : {};
    const items = all.slice(from, from + size).map(({ slice, version: at }) => objectOf(slice, at));
    const list = { kind: 'EndpointSliceList', metadata: { resourceVersion: `${version}`, ...rest }, items };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(list));
  }

  #watch(response: ServerResponse, service: string, parameters: URLSearchParams): void {
    const from = Number(parameters.get('resourceVersion'));
    response.writeHead(200, { 'content-type': 'application/json' });
    if (from < this.#oldest) {
      const object = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' };
      sendEvent(response, { type: 'ERROR', object });
      response.end();
      return;
    }
    response.flushHeaders();
    for (const change of this.#history) if (change.version > from) this.#send(response, service, change);
    this.#watches.set(response, service);
    const timer = setTimeout(() => response.end(), Number(parameters.get('timeoutSeconds')) * 1000);
    response.once('close', () => {
      clearTimeout(timer);
      this.#watches.delete(response);
    });
  }

  #changed(change: Change): void {
    this.#history.push(change);
    for (const [response, service] of this.#watches) this.#send(response, service, change);
  }

  #send(response: ServerResponse, service: string, { type, slice, version }: Change): void {
    if (slice.service === service) sendEvent(response, { type, object: objectOf(slice, version) });
  }
}

/** In two pieces, as a network may bring it. */
function sendEvent(response: ServerResponse, event: object): void {
  const line = `${JSON.stringify(event)}\n`;
  response.write(line.slice(0, 30));
  response.write(line.slice(30));
}

function sendStatus(response: ServerResponse, code: number): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify({ kind: 'Status', code }));
}

function objectOf({ name, service, ports, endpoints }: Slice, version: number) {
  return {
    ...{ kind: 'EndpointSlice', apiVersion: 'discovery.k8s.io/v1', addressType: 'IPv4' },
    metadata: { name, resourceVersion: `${version}`, labels: { 'kubernetes.io/service-name': service } },
    ports: ports.map((port) => ({ ...port, protocol: 'TCP' })),
    endpoints: endpoints.map(({ address, ready, zone }) => ({
      ...{
        addresses: [address],
        conditions: ready === undefined ? {} : { ready, serving: ready, terminating: !ready },
      },
      ...(zone && { zone }),
    })),
  };
}
