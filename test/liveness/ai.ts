import { BytesBody } from '../../shared/http/bytes-body.ts';
import type { FakeCall } from '../support/fake-transport.ts';
import { settled } from '../support/http1/served.ts';
import { ManualBody } from '../unit/http/manual-body.ts';
import { bytes, RecordingSink } from '../unit/http/recording-sink.ts';
import type { Slots } from './config-text.ts';
import type { Ask, Stage } from './stage.ts';

/** An access log as JSON. */
export const log = 'access-log { file "stdout"; format "json" }';
/** Two upstreams beside `app`. */
export const upstreams = 'upstream "other" { target "b.test:80" }; upstream "third" { target "c.test:80" }';

/** An AI route to `a.test` with these settings, and two upstreams beside it. */
export const ai = (settings: string, more: Partial<Slots> = {}): Slots => ({
  ...{ upstreams, logging: log, route: `inference { ${settings} }` },
  ...more,
});

/** An AI route that falls back. */
export const falling = (settings: string, more: Partial<Slots> = {}): Slots =>
  ai('', { route: `inference { }; fallback { ${settings} }`, ...more });

/** An upstream that says what it is to AI routes. */
export const told = (settings: string): Slots => ai('', { upstream: `inference { ${settings} }` });

/** An answer of four words, and what it may report. */
export const answer = { choices: [{ message: { content: 'four words of text' } }] };
export const usage = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };

/** Answers with a document. */
export const json = (call: FakeCall, status = 200, content: unknown = { ...answer, usage }): void =>
  call.answer(status, new BytesBody(JSON.stringify(content)), { 'content-type': 'application/json' });

/** A request for a chat, of this model unless it is empty. */
export function chat(model = 'm', more: Partial<Ask> = {}, fields: object = {}): Ask {
  const body = JSON.stringify({ ...(model && { model }), messages: [{ role: 'user', content: 'hi you' }], ...fields });
  return { method: 'POST', target: '/v1/chat/completions', body, ...more };
}

/** Where these requests go, one after the other. */
export const reached =
  (...asks: readonly Ask[]) =>
  async (stage: Stage): Promise<readonly string[]> => {
    stage.origin = (call) => json(call);
    for (const ask of asks) await stage.ask(ask);
    return stage.reached;
  };

/** What the last upstream was sent as its body. */
export async function bodySent(stage: Stage, ask: Ask): Promise<Readonly<Record<string, unknown>>> {
  await stage.ask(ask);
  const { content } = stage.calls.at(-1)!.request.body as BytesBody;
  return JSON.parse(new TextDecoder().decode(content)) as Record<string, unknown>;
}

/** A field of the line that the access log has of a request. */
export const logged =
  (field: string, ask: Ask = chat(), content: unknown = answer) =>
  async (stage: Stage): Promise<unknown> => {
    stage.origin = (call) => json(call, 200, content);
    await stage.ask(ask);
    return stage.logged('access')[0]![field];
  };

/** A field that the upstream was sent. */
export const sent =
  (name: string, ask: Ask = chat()) =>
  async (stage: Stage): Promise<unknown> => {
    stage.origin = (call) => json(call);
    await stage.ask(ask);
    return stage.sent.get(name);
  };

/** The path that the upstream is asked for. */
export async function path(stage: Stage): Promise<string> {
  stage.origin = (call) => json(call);
  await stage.ask(chat());
  return stage.calls[0]!.request.head.path;
}

/** How a stream stands after each of these steps: pieces of it, or milliseconds that pass. */
export const streamed =
  (...steps: readonly (string | number)[]) =>
  async (stage: Stage): Promise<string> => {
    const source = new ManualBody();
    stage.origin = (call) => call.answer(200, source, { 'content-type': 'text/event-stream' });
    const sink = new RecordingSink();
    const reply = await stage.begin(chat('m', {}, { stream: true }));
    reply.body!.start(sink);
    for (const step of steps) {
      if (typeof step === 'number') stage.platform.time.advance(step);
      else source.sink.write(bytes(step));
    }
    await settled();
    return sink.events.at(-1)?.startsWith('fail:') ? sink.events.at(-1)!.slice(5) : 'goes on';
  };

/** The hosts of `app` and of `other`. */
export const a = 'a.test';
export const b = 'b.test';

/** An AI route with these rules. */
export const routes = (rules: string) => ai(`model-routing { ${rules} }`);
