import type { Behaviour } from './raw-origin.ts';

/** Reads the whole request, then answers with a body of announced length. */
export function respond(
  status = '200 OK',
  lines: readonly string[] = [],
  content: string | Uint8Array = 'ok',
): Behaviour {
  const body = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
  return async (call) => {
    await call.content();
    call.head(status, [...lines, `Content-Length: ${body.length}`]);
    if (call.request.method !== 'HEAD') call.write(body);
  };
}

/** Reads the whole request, then answers with exactly these lines and no body framing of its own. */
export function respondBare(status: string, lines: readonly string[] = []): Behaviour {
  return async (call) => {
    await call.content();
    call.head(status, lines);
  };
}

/** Reads the whole request, then answers in these chunks. */
export function respondChunked(
  chunks: readonly (string | Uint8Array)[],
  lines: readonly string[] = [],
  trailers: readonly string[] = [],
): Behaviour {
  return async (call) => {
    await call.content();
    call.head('200 OK', [...lines, 'Transfer-Encoding: chunked']);
    for (const chunk of chunks) call.chunk(chunk);
    call.endChunks(trailers);
  };
}

/** Reads the whole request and never answers. */
export const stall: Behaviour = async (call) => {
  await call.content();
  await call.stall();
};

/** Reads the whole request, then breaks the connection. */
export const breakOff: Behaviour = async (call) => {
  await call.content();
  await call.reset();
};

/** The first behaviour for the first request that any origin sees, the second from then on: retries start anywhere. */
export function firstThen(first: Behaviour, others: Behaviour): Behaviour {
  let asked = false;
  return (call) => {
    const behaviour = asked ? others : first;
    asked = true;
    return behaviour(call);
  };
}
