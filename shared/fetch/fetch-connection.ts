import type { RequestHead } from '../http/head.ts';
import type { FetchHost } from './fetch-host.ts';

/** What a fetch host knows of the connection beside the `Request`. */
export interface FetchConnection {
  readonly host: FetchHost;
  /** Id of the listener; the first of the configuration when no listener has it. */
  readonly listener: string;
  /** Address of the other end, without port. */
  readonly peerAddress: string;
  readonly peerPort: number;
  /** Protocol version of the client, where the runtime tells. */
  readonly version: RequestHead['version'];
  /** Keeps the runtime alive until `work` settles. */
  background(work: Promise<unknown>): void;
}
