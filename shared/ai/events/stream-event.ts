/** One event of a stream of server-sent events, or one line of ndjson. */
export interface StreamEvent {
  /** The `event` field; empty when there was none. */
  readonly name: string;
  /** The `data` fields, joined by line feeds; the line itself for ndjson. */
  readonly data: string;
  /** The event as it came, with the blank line that ends it: what is sent on when nothing changes. */
  readonly bytes: Uint8Array;
}
