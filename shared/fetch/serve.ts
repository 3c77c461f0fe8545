import type { Downstream } from '../engine/downstream.ts';
import type { Sendable } from '../engine/reply.ts';
import type { Body } from '../http/body.ts';
import type { RequestHead } from '../http/head.ts';
import { WebBody } from '../http/web-body.ts';
import type { FetchConnection } from './fetch-connection.ts';
import { FetchDownstream } from './fetch-downstream.ts';
import type { FetchPlatform } from './platform.ts';
import { headOf } from './request-head.ts';
import { respond } from './respond.ts';

/** What answers requests: the engine. */
export interface RequestHandler {
  handle(head: RequestHead, body: Body | null, downstream: Downstream): Promise<Sendable>;
}

/** What serving needs of the runtime. */
export type ServingParts = Pick<FetchPlatform, 'host' | 'timers'>;

/** Serves one web `Request`. The way of every runtime whose server is a fetch handler. */
export function serveFetch(
  handler: RequestHandler,
  request: Request,
  connection: FetchConnection,
  platform: ServingParts,
): Promise<Response> {
  const response = serve(handler, request, connection, platform);
  // When the client leaves, the runtime must not stop before the request is finished here too.
  connection.background(response);
  return response;
}

async function serve(
  handler: RequestHandler,
  request: Request,
  connection: FetchConnection,
  platform: ServingParts,
): Promise<Response> {
  const head = headOf(request, connection.version, platform.host);
  const body = bodyOf(request, head);
  const downstream = new FetchDownstream(request, head, connection);
  const sendable = await handler.handle(head, body, downstream);
  return respond(sendable, { method: request.method, body, downstream, platform });
}

function bodyOf({ body }: Request, { headers }: RequestHead): Body | null {
  if (body === null) return null;
  const announced = headers.get('content-length');
  return new WebBody(body, announced === undefined ? undefined : Number(announced), 'request_body_broken');
}
