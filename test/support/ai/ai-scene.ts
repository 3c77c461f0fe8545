import type { AiRequest } from '../../../shared/ai/ai-request.ts';
import type { Guard } from '../../../shared/ai/guardrails/guard.ts';
import type { Inference } from '../../../shared/ai/inference.ts';
import { inferenceHandler, inspectionOf } from '../../../shared/ai/inference-handler.ts';
import type { Destination } from '../../../shared/ai/providers/destination.ts';
import { providers } from '../../../shared/ai/providers/index.ts';
import type { Provider, ProviderName } from '../../../shared/ai/providers/provider.ts';
import { ModelRoutes } from '../../../shared/ai/routing/model-routes.ts';
import type { Estimator } from '../../../shared/ai/tokens/estimator.ts';
import type { Finished, Routed } from '../../../shared/engine/exchange.ts';
import { type InferenceNote, inferenceNote } from '../../../shared/engine/inference-note.ts';
import type { Reply } from '../../../shared/engine/reply.ts';
import type { Fault } from '../../../shared/errors/fault.ts';
import { BytesBody } from '../../../shared/http/bytes-body.ts';
import type { Fallback } from '../../../shared/upstream/fallback/fallback.ts';
import type { Leg } from '../../../shared/upstream/leg.ts';
import { ManualBody } from '../../unit/http/manual-body.ts';
import { bytes, RecordingSink, settled } from '../../unit/http/recording-sink.ts';
import { FakePlatform } from '../fake-platform.ts';
import type { FakeCall } from '../fake-transport.ts';
import { legOf, placesAt, proxiedExchange } from '../leg.ts';
import { FakeMeter } from './fake-meter.ts';

/** What a test says of an AI route; the rest is one upstream `a` without limits. */
export interface SceneOptions
  extends Partial<Pick<Inference, 'waits' | 'maxAnswerBytes' | 'guards' | 'fallsBackOnBudget' | 'refusesLosses'>> {
  /** Names of upstreams; the first is that of the route, the others are fallbacks. */
  readonly upstreams?: readonly string[];
  readonly triggers?: Partial<Fallback['triggers']>;
  readonly path?: string;
  readonly method?: string;
  /** Who answers at the first upstream. */
  readonly provider?: ProviderName;
  /** Who answers at the fallbacks, in their order. */
  readonly others?: readonly ProviderName[];
}

/** An AI route with one request, whose upstreams and time the test plays. */
export class AiScene {
  readonly platform = new FakePlatform();
  readonly meter = new FakeMeter();
  readonly legs: readonly Leg[];
  readonly exchange: Routed;
  readonly reply: Promise<Reply>;
  readonly sink = new RecordingSink();
  readonly #inference: Inference;

  constructor(json: object | string, options: SceneOptions = {}, refuses?: Fault) {
    const {
      upstreams = ['a'],
      path = '/v1/chat/completions',
      triggers = {},
      method = 'POST',
      provider = 'generic',
      others: behind = [],
      ...own
    } = options;
    this.meter.refuses = refuses;
    this.legs = upstreams.map((name) => legOf(this.platform, { name, targets: 1, retry: { maxAttempts: 1 } }));
    this.#inference = {
      ...{ family: 'openai', modelHeader: undefined, maxBodyBytes: 1000, maxAnswerBytes: 1000 },
      ...{ estimator: wordsEstimator, meter: this.meter, guards: [] as Guard[], keys: undefined },
      ...{
        fallsBackOnBudget: false,
        readsPrompt: false,
        refusesLosses: false,
        platform: this.platform,
        decoding: { maxRatio: 100, maxBytes: 1000 },
        queueHeader: undefined,
      },
      waits: { firstTokenMs: 1000, betweenTokensMs: 500 },
      routes: routesOf(this.legs, triggers, [provider, ...behind]),
      ...own,
    };
    const text = typeof json === 'string' ? json : JSON.stringify(json);
    this.exchange = proxiedExchange({ method, path, body: text === '' ? null : new BytesBody(text) }).exchange;
    this.reply = Promise.resolve(inferenceHandler(this.#inference).answer(this.exchange));
    this.reply.catch(() => {});
  }

  get calls(): readonly FakeCall[] {
    return this.platform.transport.calls;
  }

  /** The request that an upstream was sent, as JSON. */
  sent(call = 0): Record<string, unknown> {
    return JSON.parse(new TextDecoder().decode((this.calls[call]!.request.body as BytesBody).content)) as never;
  }

  /** The latest call answers with a document. */
  async answers(content: object | string, status = 200, headers: Readonly<Record<string, string>> = {}): Promise<this> {
    await settled();
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    this.calls.at(-1)!.answer(status, new BytesBody(text), { 'content-type': 'application/json', ...headers });
    await settled();
    return this;
  }

  /** The latest call answers with a stream that the test goes on with. */
  async streams(type = 'text/event-stream'): Promise<ManualBody> {
    await settled();
    const body = new ManualBody();
    this.calls.at(-1)!.answer(200, body, { 'content-type': type });
    await settled();
    return body;
  }

  /** The client takes the answer. */
  async start(): Promise<Reply> {
    const reply = await this.reply;
    reply.body?.start(this.sink);
    return reply;
  }

  /** All that the client got. */
  get got(): string {
    return this.sink.events.map((event) => (event.startsWith('write:') ? event.slice(6) : `<${event}>`)).join('');
  }

  /** Ends the request as the engine does, and answers with what the log will tell. */
  finish(fault?: Fault): InferenceNote {
    this.exchange.ended({ bytesSent: 0, bytesReceived: 0, fault });
    inferenceHandler(this.#inference).finish!(this.exchange as Finished & Routed);
    return this.exchange.get(inferenceNote)!;
  }

  /** Places that are taken at the targets. */
  get places(): readonly number[] {
    return this.legs.flatMap(placesAt);
  }
}

/** A chunk of a chat that says something. */
export const said = (content: string): Uint8Array =>
  bytes(`data: ${JSON.stringify({ model: 'm-1', choices: [{ index: 0, delta: { content } }] })}\n\n`);

/** The chunk with the usage, and the end of a chat. */
export const used = (input: number, output: number): Uint8Array =>
  bytes(`data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: input, completion_tokens: output } })}\n\n`);
export const done = bytes('data: [DONE]\n\n');

/** Counts words, for tests that are read by people. */
const wordsEstimator: Estimator = {
  method: 'words',
  estimate: ({ json }: AiRequest) => ({ input: JSON.stringify(json).split(' ').length, output: 10 }),
  count: (text) => wordsIn(text),
  counter() {
    let all = '';
    return {
      add: (text) => {
        all += text;
      },
      total: () => wordsIn(all),
    };
  },
};

function wordsIn(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}

function routesOf(legs: readonly Leg[], given: SceneOptions['triggers'], names: readonly ProviderName[]): ModelRoutes {
  const [first, ...others] = legs;
  const providerAt = (index: number): Provider => providers[names[index] ?? 'generic'];
  const triggers: Fallback['triggers'] = {
    ...{ onHealthFailure: true, onConnectionError: true, onErrorCodes: new Set([503]) },
    ...{ onLatencyThresholdMs: undefined, ...given },
  };
  const fallback: Fallback | undefined =
    others.length === 0
      ? undefined
      : {
          legs: others.map((leg) => ({ leg, skipIfUnhealthy: false })),
          ...{ triggers, maxUpstreams: 10, retryNonIdempotent: true, reveal: true, inspect: inspectionOf(triggers) },
        };
  const forwarding = { first: first!, fallback, shadow: undefined, maxReplayBytes: undefined };
  const fallbacks = new Map(
    others.map(({ upstream }, index) => [
      upstream,
      { ...plain, provider: providerAt(index + 1), rename: () => `${upstream.name}-model` },
    ]),
  );
  return new ModelRoutes([], { forwarding, destination: { ...plain, provider: providerAt(0) }, weight: 1 }, fallbacks);
}

const plain: Destination = {
  ...{ provider: providers.generic, credentials: undefined, stripPrefix: undefined, pathPrefix: undefined },
  rename: (model) => model,
};
