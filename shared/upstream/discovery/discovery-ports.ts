import type { Stopping } from '../health/probe.ts';

/** What sources need of the system they run on; each part is absent where there is no such thing. */
export interface DiscoveryPorts {
  readonly names?: NameRecords;
  readonly files?: WatchedFiles;
  /** The value of an environment variable. */
  readonly variable?: (name: string) => string | undefined;
}

/** Asks name servers. No such name, or none of this kind, is an answer: an empty one. Rejects with a `Fault`. */
export interface NameRecords {
  /** The IPv4 and IPv6 addresses of a name. */
  addresses(name: string, asking: NameAsking): Promise<readonly AddressRecord[]>;
  services(name: string, asking: NameAsking): Promise<readonly ServiceRecord[]>;
}

/** How names are asked for. */
export interface NameAsking {
  /** `address:port` of each name server; those of the system when empty. */
  readonly servers: readonly string[];
  readonly families: readonly (4 | 6)[];
  readonly timeoutMs: number;
  readonly stopping: Stopping;
}

/** An A or AAAA record. */
export interface AddressRecord {
  readonly address: string;
  readonly ttlMs: number;
}

/** A SRV record (RFC 2782). */
export interface ServiceRecord {
  readonly name: string;
  readonly port: number;
  readonly priority: number;
  readonly weight: number;
}

/** Files that are read whole, and watched. */
export interface WatchedFiles {
  /** The text of a file of `maxBytes` at most. Rejects with a `Fault`. */
  read(path: string, maxBytes: number): Promise<string>;
  /** Calls back when the file has changed, where the system tells; answers what ends that. */
  watch(path: string, onChange: () => void): () => void;
}
