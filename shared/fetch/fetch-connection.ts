import type { RequestHead } from '../http/head.ts';

/** What a fetch host knows of the connection beside the `Request`. */
export interface FetchConnection {
  /** Address of the other end, without port. */
  readonly peerAddress: string;
  readonly peerPort: number;
  /** Country of the other end by its two letters, where the host tells. */
  readonly country?: string | undefined;
  /** Protocol version of the client, where the runtime tells. */
  readonly version: RequestHead['version'];
  /** Keeps the runtime alive until `work` settles. */
  background(work: Promise<unknown>): void;
}
