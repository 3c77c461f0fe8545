import { type ClientHttp2Stream, constants, type IncomingHttpHeaders } from 'node:http2';

/** Who is told what happens on a stream to an upstream. */
export interface ClientStreamWatcher {
  /** The stream has its number. */
  ready(id: number | undefined): void;
  /** A head before the answer proper. */
  informed(status: number, raw: readonly string[]): void;
  /** The head of the answer; `hasEnded` when nothing follows it. */
  answered(status: number, raw: readonly string[], hasEnded: boolean): void;
  drained(): void;
  /** The body is written: now is the time for what follows it. */
  sendTrailers(): void;
  closed(): void;
}

/** Has `by` told of what happens on the stream. */
export function watchStream(stream: ClientHttp2Stream, by: ClientStreamWatcher): void {
  (stream as WatchedStream)[watcher] = by;
  stream.on('ready', onReady);
  stream.on('headers', onHeaders);
  stream.on('response', onResponse);
  stream.on('drain', onDrain);
  stream.on('wantTrailers', onWantTrailers);
  stream.on('error', ignore);
  stream.on('close', onClose);
}

const watcher = Symbol('watcher');

/** The runtime's stream with a way back to ours, so that a few functions serve all streams. */
interface WatchedStream extends ClientHttp2Stream {
  [watcher]: ClientStreamWatcher;
}

function onReady(this: WatchedStream): void {
  this[watcher].ready(this.id);
}

function onHeaders(this: WatchedStream, fields: IncomingHttpHeaders, _flags: number, raw: readonly string[]): void {
  this[watcher].informed(Number(fields[':status']), raw);
}

function onResponse(this: WatchedStream, fields: IncomingHttpHeaders, flags: number, raw: readonly string[]): void {
  const hasEnded = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
  this[watcher].answered(Number(fields[':status']), raw, hasEnded);
}

function onDrain(this: WatchedStream): void {
  this[watcher].drained();
}

function onWantTrailers(this: WatchedStream): void {
  this[watcher].sendTrailers();
}

function onClose(this: WatchedStream): void {
  this[watcher].closed();
}

/** It closes too. */
function ignore(): void {}
