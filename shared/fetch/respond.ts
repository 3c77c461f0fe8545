import type { Sendable } from '../engine/reply.ts';
import { Fault } from '../errors/fault.ts';
import type { Body, BodySink } from '../http/body.ts';
import { isBodiless } from '../http/head.ts';
import type { WebBody } from '../http/web-body.ts';
import { SocketTunnel, type TunnelClosed } from '../http1/socket-tunnel.ts';
import { FetchBody } from './fetch-body.ts';
import type { FetchDownstream } from './fetch-downstream.ts';
import type { FetchHost, Relayed } from './fetch-host.ts';
import { FetchTunnel } from './fetch-tunnel.ts';
import { writeHeaders } from './header-exchange.ts';
import { type Content, isSmall, OutgoingBody } from './outgoing-body.ts';
import type { FetchPlatform } from './platform.ts';
import { MessageSocket } from './websocket/message-socket.ts';
import type { OpenedWebSocket } from './websocket/open-websocket.ts';
import { WholeBody } from './whole-body.ts';

/** What a reply answers, and to whom. */
export interface Responding {
  readonly method: string;
  /** The body of the request. */
  readonly body: WebBody | null;
  readonly downstream: FetchDownstream;
  readonly platform: Pick<FetchPlatform, 'host' | 'timers' | 'clock' | 'random'>;
}

/** The web `Response` of a reply. Its `finished` is called once the body is through or broken off. */
export function respond(sendable: Sendable, responding: Responding): Response | Promise<Response> {
  const { tunnel, head, body } = sendable;
  const { host } = responding.platform;
  if (tunnel instanceof FetchTunnel && host.upgrade) return joinedTo(tunnel, sendable, responding, host.upgrade);
  if (tunnel instanceof SocketTunnel && host.openWebSocket) {
    return bridgedTo(tunnel, sendable, responding, host.openWebSocket());
  }
  const { status } = head;
  if (tunnel !== undefined || status < 200 || status > 599) return refuse(sendable, responding);
  if (body === null || isBodiless(status) || status === 205 || responding.method === 'HEAD') {
    body?.start(nowhere);
    finish(sendable, responding, 0, undefined);
    return responseOf(sendable, host, null);
  }
  if (body instanceof WholeBody) return whole(sendable, responding, body);
  const stream = body instanceof FetchBody && !isSmall(body) ? body.stream : undefined;
  if (host.relay && stream) return relayed(sendable, responding, body as FetchBody, host.relay(stream, body.length));
  return pushed(sendable, responding, body);
}

/** From here on the runtime carries the messages; it does not tell when that is over. */
function joinedTo(
  { response }: FetchTunnel,
  sendable: Sendable,
  responding: Responding,
  upgrade: NonNullable<FetchHost['upgrade']>,
): Response {
  const headers = new Headers();
  writeHeaders(sendable.head.headers, headers, responding.platform.host);
  const joined = upgrade(response, headers);
  finish(sendable, responding, undefined, undefined);
  return joined;
}

/** The frames of the upstream become messages of the runtime, and back; what ends it is known. */
function bridgedTo(
  tunnel: SocketTunnel,
  sendable: Sendable,
  { downstream, platform }: Responding,
  { port, deliverTo, answer }: OpenedWebSocket,
): Response {
  const socket = new MessageSocket(port, platform);
  const over = Promise.withResolvers<void>();
  const onClosed: TunnelClosed = (bytesSent, bytesReceived, fault) => {
    sendable.finished({ bytesSent, bytesReceived, fault });
    over.resolve();
  };
  const { timers, clock, host } = platform;
  deliverTo(socket);
  // The WebSocket itself tells when the client leaves.
  downstream.close();
  downstream.background(over.promise);
  tunnel.join(socket, new Uint8Array(0), onClosed, { timers, clock, ...tunnelWaits });
  const headers = new Headers();
  writeHeaders(sendable.head.headers, headers, host);
  return answer(headers);
}

/** How long is waited for one side of a WebSocket when the other is gone. */
const tunnelWaits = { idleMs: undefined, lingerMs: 5_000, writeMs: 30_000 };

/** The stream of an upstream goes to the client past JavaScript; only its end is seen here. */
function relayed(sendable: Sendable, responding: Responding, body: FetchBody, { readable, done }: Relayed): Response {
  const { downstream } = responding;
  const leave = (fault: Fault): void => body.cancel(fault);
  downstream.onLeaveWhileSending = leave;
  const watched = done.then(
    () => {
      body.settle();
      finish(sendable, responding, body.length, undefined);
    },
    (error: unknown) => {
      const fault = body.settleBroken(error);
      finish(sendable, responding, undefined, downstream.hasLeft ? new Fault('client_left', { cause: error }) : fault);
    },
  );
  downstream.background(watched);
  return responseOf(sendable, responding.platform.host, readable);
}

/** All of a short body is waited for, and goes as bytes. */
async function whole(sendable: Sendable, responding: Responding, body: WholeBody): Promise<Response> {
  const { downstream, platform } = responding;
  const leave = (fault: Fault): void => body.cancel(fault);
  downstream.onLeaveWhileSending = leave;
  let content: Uint8Array<ArrayBuffer>;
  try {
    content = await body.content();
  } catch (error) {
    return pushed(sendable, responding, brokenBody(body.length, Fault.from(error)));
  }
  finish(sendable, responding, content.byteLength, undefined);
  return responseOf(sendable, platform.host, content);
}

/** What is left of a body that broke off. */
function brokenBody(length: number, fault: Fault): Body {
  return { length, start: (sink) => sink.fail(fault), resume() {}, cancel() {} };
}

function pushed(sendable: Sendable, responding: Responding, body: Body): Response | Promise<Response> {
  const { downstream, platform } = responding;
  const outgoing = new OutgoingBody(body, (bytes, fault) => finish(sendable, responding, bytes, fault));
  const leave = (fault: Fault): void => outgoing.leave(fault);
  downstream.onLeaveWhileSending = leave;
  const content = outgoing.open(platform.timers);
  if (!(content instanceof Promise)) return sent(content, sendable, responding);
  return content.then((settled) => sent(settled, sendable, responding));
}

function sent(content: Content, sendable: Sendable, { platform: { host } }: Responding): Response {
  const { body } = sendable;
  if (content instanceof Uint8Array || host.relay === undefined || body?.length === undefined) {
    return responseOf(sendable, host, content);
  }
  const { readable, done } = host.relay(content, body.length);
  done.catch(ignore);
  return responseOf(sendable, host, readable);
}

function responseOf({ head }: Sendable, host: FetchHost, body: BodyInit | null): Response {
  // workerd would encode a body whose headers name a coding; ours is encoded already.
  const response = new Response(body, { status: head.status, encodeBody: 'manual' } as ResponseInit);
  writeHeaders(head.headers, response.headers, host);
  return response;
}

/** A status that no web `Response` can have, or a protocol the host cannot switch to. */
function refuse(sendable: Sendable, responding: Responding): Response {
  const fault = new Fault('upstream_bad_response', {
    detail: `status ${sendable.head.status} cannot be passed on here`,
  });
  sendable.body?.cancel(fault);
  sendable.tunnel?.cancel(fault);
  finish(sendable, responding, undefined, fault);
  return new Response(`${fault.message}\n`, { status: fault.status });
}

function finish(
  sendable: Sendable,
  responding: Responding,
  bytesSent: number | undefined,
  fault: Fault | undefined,
): void {
  responding.downstream.close();
  sendable.finished({ bytesSent, bytesReceived: responding.body === null ? 0 : responding.body.bytesRead, fault });
}

/** Takes what must not be sent: the bodies of our own replies to HEAD. */
const nowhere: BodySink = {
  write: () => true,
  end() {},
  fail() {},
};

// The body itself tells how it ended.
function ignore(): void {}
