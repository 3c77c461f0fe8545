import type { Downstream } from '../../../shared/engine/downstream.ts';
import type { Ending, Sendable, TakeReply } from '../../../shared/engine/reply.ts';
import { Fault } from '../../../shared/errors/fault.ts';
import type { Body } from '../../../shared/http/body.ts';
import { BytesBody } from '../../../shared/http/bytes-body.ts';
import type { RequestHead } from '../../../shared/http/head.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import type { RequestHandler } from '../../../shared/http1/request-handler.ts';
import { Http1Server } from '../../../shared/http1/server.ts';
import { type ServerOptions, serverDefaults } from '../../../shared/http1/server-options.ts';
import type { Tunnel } from '../../../shared/platform/transport.ts';
import { FakeTime } from '../fake-time.ts';
import { CollectingSink } from './collecting-sink.ts';
import { WireSocket } from './wire-socket.ts';

/** One request as the handler got it. */
export interface Seen {
  readonly head: RequestHead;
  readonly body: Body | null;
  readonly downstream: Downstream;
  /** What the client left with, once it did. */
  left: Fault | undefined;
}

/** What a test wants answered. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: Body | string | null;
  readonly tunnel?: Tunnel;
}

/** A server with one client connection, and a handler that the test speaks for. */
export class Served implements RequestHandler {
  readonly time = new FakeTime();
  readonly server: Http1Server;
  readonly socket: WireSocket;
  readonly seen: Seen[] = [];
  readonly refused: { readonly fault: Fault; readonly head: RequestHead }[] = [];
  /** How each reply ended, in order. */
  readonly endings: Ending[] = [];
  readonly #answer: ((seen: Seen) => Answer | Promise<Answer>) | undefined;
  readonly #waiting: TakeReply[] = [];

  /** Without `answer` every request waits for `reply`. */
  constructor(answer?: (seen: Seen) => Answer | Promise<Answer>, options: Partial<ServerOptions> = {}) {
    this.#answer = answer;
    this.server = new Http1Server({ ...serverDefaults, listener: 'web', ...options }, this, {
      timers: this.time,
      clock: this.time,
    });
    this.socket = this.connect();
  }

  connect(address?: string): WireSocket {
    const socket = new WireSocket(address);
    this.server.accept(socket);
    return socket;
  }

  serve(head: RequestHead, body: Body | null, downstream: Downstream, take: TakeReply): void {
    const seen: Seen = { head, body, downstream, left: undefined };
    downstream.pending = {
      abort(fault) {
        if (seen.left !== undefined) throw new Error('left twice');
        seen.left = fault;
      },
    };
    this.seen.push(seen);
    if (this.#answer === undefined) {
      this.#waiting.push(take);
      return;
    }
    const answer = this.#answer(seen);
    if (!(answer instanceof Promise)) {
      take(this.sendable(answer));
      return;
    }
    answer.then(
      (it) => take(this.sendable(it)),
      (error) => take(this.refuse(Fault.from(error), head, downstream)),
    );
  }

  refuse(fault: Fault, head: RequestHead, _downstream: Downstream): Sendable {
    this.refused.push({ fault, head });
    return this.sendable({ status: fault.status, body: fault.code });
  }

  /** Answers the request that has waited longest. */
  async reply(answer: Answer = {}): Promise<void> {
    this.#waiting.shift()!(this.sendable(answer));
    await settled();
  }

  sendable({ status = 200, headers = {}, body = 'ok', tunnel }: Answer): Sendable {
    let isFinished = false;
    return {
      head: { status, headers: HeaderList.of(headers) },
      body: typeof body === 'string' ? new BytesBody(body) : body,
      tunnel,
      finished: (ending) => {
        if (isFinished) throw new Error('finished twice');
        isFinished = true;
        this.endings.push(ending);
      },
    };
  }
}

/** Answers with what the request held: method, target parts, fields and body, as one text. */
export async function echo({ head, body }: Seen): Promise<Answer> {
  const sink = new CollectingSink();
  body?.start(sink);
  if (body !== null) await sink.done;
  const trailers = sink.trailers.length > 0 ? JSON.stringify(sink.trailers) : '';
  const fields = head.headers.flat.join('|');
  const text = `${head.method} ${head.authority} ${head.path} ${head.query} ${fields} [${sink.text}] ${trailers}`;
  return { body: text, headers: { 'x-ending': sink.ending } };
}

/** Lets everything that waits for a promise happen. */
export async function settled(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}
