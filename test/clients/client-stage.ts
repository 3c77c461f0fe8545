import assert from 'node:assert/strict';
import type { RuntimeName } from '../../shared/platform/platform.ts';
import { prefixRoute, sentinel, upstream } from '../parity/kdl.ts';
import { type Subject, subjects } from '../parity/subjects.ts';
import { MockProvider } from '../support/ai/mock-provider.ts';
import type { Script } from '../support/ai/play.ts';
import type { Served } from '../support/ai/served.ts';
import { freePort } from '../support/ports.ts';

/** What a client does, given where the provider is: an address without a slash at its end. */
export type Deed<Result> = (base: string) => Promise<Result>;

/** The key that clients show Sentinel, and the one it shows providers. */
export const keys = { client: 'key-of-the-client', provider: 'key-of-the-provider' };

/** A provider, and Sentinel before it as a process of its own. */
export class ClientStage {
  readonly mock: MockProvider;
  readonly #subject: Subject;

  private constructor(mock: MockProvider, subject: Subject) {
    this.mock = mock;
    this.#subject = subject;
  }

  /** Only on Node with the routes beside the one at `/`. */
  static async start(runtime: RuntimeName = 'node'): Promise<ClientStage> {
    const [mock, port] = await Promise.all([MockProvider.start(), freePort()]);
    const made = runtime === 'node' ? config(port, mock.address) : coreConfig(port, mock.address);
    try {
      return new ClientStage(mock, await subjects[runtime](made, port));
    } catch (error) {
      await mock.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.#subject.stop();
    await this.mock.stop();
  }

  /** Where Sentinel is; `/limited`, `/fallback` and `/strict` are routes of their own. */
  get base(): string {
    return `http://127.0.0.1:${this.#subject.port}`;
  }

  /** Does it through Sentinel, while the provider plays this. */
  async through<Result>(deed: Deed<Result>, script: Script = {}, route = ''): Promise<Result> {
    this.mock.reset();
    this.mock.play(script);
    return deed(`${this.base}${route}`);
  }

  /** Does it directly and through Sentinel: both must be told the same, and both must have asked the same. */
  async alike<Result>(deed: Deed<Result>, script: () => Script = () => ({})): Promise<Result> {
    this.mock.reset();
    this.mock.play(script());
    const direct = await deed(`http://${this.mock.address}`);
    const asked = this.mock.books.map(askedOf);
    const result = await this.through(deed, script());

    assert.deepEqual(result, direct);
    assert.deepEqual(this.mock.books.map(askedOf), asked);
    for (const line of this.mock.books) this.#hasOwnKey(line);
    return result;
  }

  /** The only request that the provider was sent. */
  get only(): Served {
    assert.equal(this.mock.books.length, 1);
    return this.mock.books[0]!;
  }

  #hasOwnKey({ headers, path }: Served): void {
    const shown = [...headers.values(), path].join('\n');
    assert.ok(shown.includes(keys.provider), 'the provider is shown its key');
    assert.ok(!shown.includes(keys.client), 'the provider is not shown the key of the client');
  }
}

/** What was asked, but for what Sentinel asks beside it. */
function askedOf({ path, json, wire }: Served): unknown {
  const { stream_options: _, ...asked } = json;
  return { path, wire, asked: wire.startsWith('openai') ? asked : json };
}

function config(port: number, mock: string): string {
  const limits = 'rate-limit { requests-per-minute 1; tokens-per-minute 100000; key "api-key" }';
  return sentinel(
    { listen: `127.0.0.1:${port}` },
    {
      upstreams: [...providers(mock), provider(mock, 'openai', 'second')].join('\n'),
      routes: [
        prefixRoute('limited', '/limited', 'openai', `inference { ${toOpenai}; ${limits} }`),
        prefixRoute('strict', '/strict', 'openai', `inference { ${routing('')} }`).replace('upstream "openai"\n', '\n'),
        prefixRoute(
          'fallback',
          '/fallback',
          'openai',
          'inference { }; fallback { fallback-upstream "second" { model-mapping { "*" "gpt-steady" } } }',
        ),
        all,
      ].join('\n'),
    },
  );
}

function coreConfig(port: number, mock: string): string {
  return sentinel({ listen: `127.0.0.1:${port}` }, { upstreams: providers(mock).join('\n'), routes: all });
}

function providers(mock: string): string[] {
  return ['openai', 'anthropic', 'google'].map((name) => provider(mock, name));
}

function provider(mock: string, name: string, id = name): string {
  return upstream(id, [mock], `inference { provider "${name}"; api-key "${keys.provider}" }`);
}

function routing(fallback: string): string {
  return `model-routing {
    model "claude-*" upstream="anthropic"
    model "gemini-*" upstream="google"
    model "gpt-*" upstream="openai"
    model "text-embedding-*" upstream="openai"
    ${fallback}
  }`;
}

const toOpenai = routing('default-upstream "openai"');
const all = prefixRoute('all', '/', 'openai', `inference { ${toOpenai}; token-timeout "1s" }`);
