import type { Downstream } from '../engine/downstream.ts';
import type { Sendable } from '../engine/reply.ts';
import { Fault } from '../errors/fault.ts';
import type { Body } from '../http/body.ts';
import type { RequestHead } from '../http/head.ts';
import { WebBody } from '../http/web-body.ts';
import { canonicalAuthority } from '../http1/authority.ts';
import type { FetchConnection } from './fetch-connection.ts';
import { FetchDownstream } from './fetch-downstream.ts';
import type { FetchPlatform } from './platform.ts';
import { headOf } from './request-head.ts';
import { type Responding, respond } from './respond.ts';

/** What answers requests: the engine. */
export interface RequestHandler {
  handle(head: RequestHead, body: Body | null, downstream: Downstream): Promise<Sendable>;
  /** The answer to a request that is not to be handled. */
  refuse(fault: Fault, head: RequestHead, downstream: Downstream): Sendable;
}

/** What serving needs of the runtime. */
export type ServingParts = Pick<FetchPlatform, 'host' | 'timers' | 'clock' | 'random'>;

/** Serves one web `Request`. The way of every runtime whose server is a fetch handler. */
export function serveFetch(
  handler: RequestHandler,
  request: Request,
  connection: FetchConnection,
  platform: ServingParts,
): Promise<Response> {
  const head = headOf(request, connection.version, platform.host);
  const body = bodyOf(request, head);
  const downstream = new FetchDownstream(request, head, connection);
  const response = answer(handler, head, { method: request.method, body, downstream, platform });
  downstream.response = response;
  return response;
}

async function answer(handler: RequestHandler, head: RequestHead, responding: Responding): Promise<Response> {
  const { body, downstream } = responding;
  // The host begins the URL that the path is cut from: one with a slash in it would be taken for more than a host.
  if (canonicalAuthority(head.authority) !== undefined) {
    return respond(await handler.handle(head, body, downstream), responding);
  }
  const fault = new Fault('bad_host', { detail: head.authority });
  body?.cancel(fault);
  return respond(handler.refuse(fault, head, downstream), responding);
}

function bodyOf({ body }: Request, { headers }: RequestHead): WebBody | null {
  if (body === null) return null;
  const announced = headers.get('content-length');
  return new WebBody(body, announced === undefined ? undefined : Number(announced), 'request_body_broken');
}
