import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type ClientSessionOptions,
  connect,
  type OutgoingHttpHeaders,
} from 'node:http2';
import type { ConnectionOptions } from 'node:tls';
import { openTls } from './tls-client.ts';

/** An answer on a stream, as it came. */
export interface StreamReply {
  readonly status: number | undefined;
  /** Names and values in turn, without pseudo fields. */
  readonly fields: readonly string[];
  readonly informational: readonly number[];
  readonly content: Buffer;
  readonly text: string;
  readonly trailers: readonly string[];
  /** The code of the reset that ended the stream, or 0; `undefined` when the connection broke. */
  readonly code: number | undefined;
  /** Whether it ended as a message that is complete. */
  readonly isWhole: boolean;
}

/** What is sent beside the fields. */
export interface StreamAsking {
  readonly body?: string | Uint8Array;
  readonly trailers?: OutgoingHttpHeaders;
  /** Neither ends the request nor waits: the test does. */
  readonly open?: true;
}

/** A connection of HTTP/2 to a server on this machine. */
export async function openHttp2(
  port: number,
  options: ConnectionOptions = {},
  http2: ClientSessionOptions = {},
): Promise<ClientHttp2Session> {
  const socket = await openTls(port, { ALPNProtocols: ['h2'], ...options });
  const session = connect('https://main.test', { ...http2, createConnection: () => socket });
  session.on('error', () => {});
  return session;
}

/** Sends a request and takes its answer to the end. */
export function askHttp2(
  session: ClientHttp2Session,
  fields: OutgoingHttpHeaders = {},
  { body, trailers, open }: StreamAsking = {},
): { readonly stream: ClientHttp2Stream; readonly reply: Promise<StreamReply> } {
  const stream = session.request(
    { ':path': '/', ':authority': 'main.test', ...fields },
    { endStream: body === undefined && !open, waitForTrailers: trailers !== undefined },
  );
  if (trailers !== undefined) stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  const reply = collected(stream);
  if (body !== undefined) stream.write(body);
  if (body !== undefined && !open) stream.end();
  return { stream, reply };
}

function collected(stream: ClientHttp2Stream): Promise<StreamReply> {
  const chunks: Buffer[] = [];
  const informational: number[] = [];
  let status: number | undefined;
  let fields: readonly string[] = [];
  let trailers: readonly string[] = [];
  let hasFailed = false;
  stream.on('headers', (head) => informational.push(Number(head[':status'])));
  stream.on('response', (head, _flags, raw) => {
    status = Number(head[':status']);
    fields = raw.slice(2);
  });
  stream.on('trailers', (_head, _flags, raw: readonly string[]) => {
    trailers = raw;
  });
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('error', () => {
    hasFailed = true;
  });
  return new Promise((resolve) => {
    stream.on('close', () => {
      const content = Buffer.concat(chunks);
      const code = stream.rstCode;
      const isWhole = !hasFailed && code === 0;
      resolve({ status, fields, informational, content, text: content.toString('latin1'), trailers, code, isWhole });
    });
  });
}
