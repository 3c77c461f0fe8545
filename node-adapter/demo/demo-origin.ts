import type { Downstream } from '../../shared/engine/downstream.ts';
import type { Reply, Sendable, TakeReply } from '../../shared/engine/reply.ts';
import { Fault } from '../../shared/errors/fault.ts';
import type { Body } from '../../shared/http/body.ts';
import { BytesBody } from '../../shared/http/bytes-body.ts';
import { collectBody } from '../../shared/http/collect-body.ts';
import type { RequestHead } from '../../shared/http/head.ts';
import { HeaderList } from '../../shared/http/header-list.ts';
import type { RequestHandler } from '../../shared/http1/request-handler.ts';
import type { Timers } from '../../shared/platform/timers.ts';
import { demoPage } from './demo-page.ts';
import { TickingEvents } from './ticking-events.ts';

/** Bytes of a request that the echo shows at most. */
const maxEchoBytes = 65_536;

/** A small web server to look at through the proxy: a page, an echo of what arrives, and a stream of events. */
export class DemoOrigin implements RequestHandler {
  readonly #timers: Timers;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  serve(head: RequestHead, body: Body | null, _downstream: Downstream, take: TakeReply): void {
    this.#reply(head, body).then((reply) => take({ ...reply, finished() {} }));
  }

  refuse(fault: Fault): Sendable {
    return { ...text(fault.status, 'text/plain', `${fault.message}\n`), finished() {} };
  }

  async #reply(head: RequestHead, body: Body | null): Promise<Reply> {
    if (head.path === '/echo') return echo(head, body);
    body?.cancel(new Fault('not_found'));
    if (head.path === '/') return text(200, 'text/html; charset=utf-8', demoPage);
    if (head.path === '/events') return this.#events();
    return text(404, 'text/plain; charset=utf-8', 'The demo has /, /echo and /events.\n');
  }

  #events(): Reply {
    const headers = HeaderList.of({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    return { head: { status: 200, headers }, body: new TickingEvents(this.#timers, 5) };
  }
}

async function echo({ method, path, query, headers }: RequestHead, body: Body | null): Promise<Reply> {
  try {
    const bytes = body === null ? new Uint8Array(0) : await collectBody(body, maxEchoBytes);
    const seen = { method, path, query, headers: [...headers], body: new TextDecoder().decode(bytes) };
    return text(200, 'application/json; charset=utf-8', `${JSON.stringify(seen, null, 2)}\n`);
  } catch (error) {
    const fault = Fault.from(error);
    return text(fault.status, 'text/plain; charset=utf-8', `${fault.message}\n`);
  }
}

function text(status: number, type: string, content: string): Reply {
  return { head: { status, headers: HeaderList.of({ 'content-type': type }) }, body: new BytesBody(content) };
}
