import type { ServerHttp2Stream } from 'node:http2';

/** Who is told what happens on a stream of a client. */
export interface ServerStreamWatcher {
  /** The client took its request back. */
  aborted(): void;
  closed(): void;
  drained(): void;
  /** The last byte is with the connection. */
  flushed(): void;
  /** The body is written: now is the time for what follows it. */
  sendTrailers(): void;
}

/** Has `by` told of what happens on the stream. */
export function watchStream(stream: ServerHttp2Stream, by: ServerStreamWatcher): void {
  (stream as WatchedStream)[watcher] = by;
  stream.on('aborted', onAborted);
  stream.on('close', onClose);
  stream.on('drain', onDrain);
  stream.on('finish', onFinish);
  stream.on('wantTrailers', onWantTrailers);
  stream.on('error', ignore);
}

const watcher = Symbol('watcher');

/** The runtime's stream with a way back to ours, so that a few functions serve all streams. */
interface WatchedStream extends ServerHttp2Stream {
  [watcher]: ServerStreamWatcher;
}

function onAborted(this: WatchedStream): void {
  this[watcher].aborted();
}

function onClose(this: WatchedStream): void {
  this[watcher].closed();
}

function onDrain(this: WatchedStream): void {
  this[watcher].drained();
}

function onFinish(this: WatchedStream): void {
  this[watcher].flushed();
}

function onWantTrailers(this: WatchedStream): void {
  this[watcher].sendTrailers();
}

/** It closes too. */
function ignore(): void {}
