import { type CompiledPlan, compile } from '../../shared/config/compile/compile.ts';
import type { CacheStoreFactory } from '../../shared/config/compile/compile-cache.ts';
import { discoveryWith } from '../../shared/config/compile/compile-discovery.ts';
import type { KeyStoreFactory } from '../../shared/config/compile/compile-keys.ts';
import type { Config } from '../../shared/config/config.ts';
import { formatProblem } from '../../shared/config/format-problem.ts';
import { type LoadOptions, loadConfig } from '../../shared/config/load.ts';
import type { Downstream } from '../../shared/engine/downstream.ts';
import { Engine } from '../../shared/engine/engine.ts';
import type { Sendable } from '../../shared/engine/reply.ts';
import type { Body } from '../../shared/http/body.ts';
import { BytesBody } from '../../shared/http/bytes-body.ts';
import { collectBody } from '../../shared/http/collect-body.ts';
import type { RequestHead } from '../../shared/http/head.ts';
import { HeaderList } from '../../shared/http/header-list.ts';
import { Http1Transport } from '../../shared/http1/client/http1-transport.ts';
import type { LedgerFactory } from '../../shared/ledger/ledger-opener.ts';
import type { Dialer } from '../../shared/platform/dialer.ts';
import type { LogStream } from '../../shared/platform/log-sink.ts';
import type { Transport } from '../../shared/platform/transport.ts';
import type { DiscoveryPorts } from '../../shared/upstream/discovery/discovery-ports.ts';
import { FakePlatform } from '../support/fake-platform.ts';
import { type FakeCall, FakeTransport } from '../support/fake-transport.ts';
import { SeededRandom } from '../support/seeded-random.ts';
import { unchangeable } from '../support/unchangeable.ts';
import { configText, type Slots } from './config-text.ts';

/** A request as a row writes it; the rest is a plain GET of `/` at `app.test`. */
export interface Ask {
  readonly method?: string;
  /** Path, perhaps with a query. */
  readonly target?: string;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Body;
  readonly peer?: string;
  /** Where the platform says that the peer is. */
  readonly country?: string;
  readonly listener?: string;
}

/** What the client got. */
export interface Answer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly text: string;
  /** The code of an error that came as JSON. */
  readonly code: string | undefined;
}

/** What a stage can be told beside the configuration. */
export interface StageOptions extends Partial<LoadOptions> {
  readonly zone?: string;
  /** What chance is made from; the same for every stage unless given. */
  readonly seed?: number;
  /** Sends requests over connections of this dialer, in place of an origin that is played call by call. */
  readonly dialer?: () => Dialer;
  /** Makes the ledgers; those in memory alone unless given. */
  readonly makeLedger?: LedgerFactory;
  /** Makes the store of virtual keys; they are kept in memory unless given. */
  readonly makeKeyStore?: KeyStoreFactory;
  /** Makes the store of the cache where it is not memory. */
  readonly makeCacheStore?: CacheStoreFactory;
  /** What the system tells sources of targets. */
  readonly discovery?: DiscoveryPorts;
  /** Where a file is that is kept over restarts; there are none unless given. */
  readonly stateFile?: (directory: string, name: string) => string;
  /** The text of a file. */
  readonly readText?: (path: string) => string;
}

/** Sentinel in one process with nothing real around it: time, chance, origins and logs are the test's. */
export class Stage {
  readonly platform: FakePlatform;
  readonly config: Config;
  readonly plan: CompiledPlan;
  readonly engine: Engine;
  /** What the origin does with each call. */
  origin: (call: FakeCall) => void = (call) => call.answer(200, new BytesBody('ok'));
  /** What the options made. */
  readonly dialer: Dialer | undefined;
  readonly #fake = new FakeTransport();

  private constructor(
    config: Config,
    platform: FakePlatform,
    { zone, seed, dialer, readText, makeLedger, makeKeyStore, makeCacheStore, stateFile, discovery }: StageOptions,
  ) {
    const played: Transport = {
      send: (request) => {
        const call = this.#fake.send(request) as FakeCall;
        this.origin(call);
        return call;
      },
    };
    this.config = config;
    this.dialer = dialer?.();
    const { timers, clock } = platform;
    this.platform = Object.assign(platform, {
      transport: this.dialer ? new Http1Transport({ dialer: this.dialer, timers, clock }) : played,
      ...(seed !== undefined && { random: new SeededRandom(seed) }),
    });
    this.plan = compile(config, {
      platform: this.platform,
      process: { version: '0', startedAt: 0, instanceId: 'i', isDraining: () => false },
      zone,
      ...(readText && { readText }),
      ...(makeLedger && { makeLedger }),
      ...(makeKeyStore && { makeKeyStore }),
      ...(makeCacheStore && { makeCacheStore }),
      ...(stateFile && { stateFile }),
      ...(discovery && { discover: discoveryWith(discovery) }),
    });
    this.engine = new Engine(this.plan, this.platform);
  }

  /** Loads a configuration as for Node. Fails with all its problems. */
  static async of(slots: Slots, options: StageOptions = {}): Promise<Stage> {
    const entry = { name: 'test.kdl', text: configText(slots) };
    const { config, problems } = await loadConfig({ entry, runtime: 'node', ...options });
    if (!config) throw new Error(problems.map(formatProblem).join('\n'));
    return new Stage(config, new FakePlatform(), options);
  }

  /** Every call that reached an origin. */
  get calls(): readonly FakeCall[] {
    return this.#fake.calls;
  }

  /** The host of each call that reached an origin, in turn. */
  get reached(): readonly string[] {
    return this.calls.map(({ request }) => request.address.host);
  }

  /** The fields of the latest call. */
  get sent(): HeaderList {
    return this.#fake.call.request.head.headers;
  }

  /** What was logged to a stream, each line as JSON. */
  logged(stream: LogStream): readonly Readonly<Record<string, unknown>>[] {
    return this.lines(stream).map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  lines(stream: LogStream): readonly string[] {
    return this.platform.lines.filter((one) => one.stream === stream).map(({ line }) => line);
  }

  /** Sends a request and takes the whole answer. */
  async ask(ask: Ask = {}): Promise<Answer> {
    const reply = await this.begin(ask);
    const bytes = reply.body ? await collectBody(reply.body, 1_000_000) : new Uint8Array();
    reply.finished({ bytesSent: bytes.length, bytesReceived: 0, fault: undefined });
    const text = new TextDecoder().decode(bytes);
    return { status: reply.head.status, headers: reply.head.headers, text, code: codeIn(text) };
  }

  /** Sends a request whose answer the test takes by itself. */
  begin({ method = 'GET', target = '/', host = 'app.test', headers = {}, body, ...from }: Ask = {}): Promise<Sendable> {
    const [path = '', query] = target.split('?');
    // As on a connection, where the same list serves every request whose fields are the same.
    const fields = unchangeable(HeaderList.of(headers));
    const head: RequestHead = { method, scheme: 'http', authority: host, path, query, version: '1.1', headers: fields };
    const content = typeof body === 'string' ? new BytesBody(body) : (body ?? null);
    return this.engine.handle(head, content, clientOf(from));
  }

  /** Sends so many requests, one after the other. */
  async times(count: number, ask: Ask = {}): Promise<readonly Answer[]> {
    const answers: Answer[] = [];
    for (let i = 0; i < count; i += 1) answers.push(await this.ask(ask));
    return answers;
  }
}

function clientOf({ peer = '192.0.2.1', country, listener = 'main' }: Ask): Downstream {
  return {
    listener,
    peerAddress: peer,
    country,
    peerPort: 4000,
    localPort: 8080,
    secure: false,
    pending: undefined,
    background() {},
    inform() {},
  };
}

function codeIn(text: string): string | undefined {
  return /"code":"(\w+)"/.exec(text)?.[1];
}
