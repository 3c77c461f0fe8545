import type { Peer } from '../start-peer.ts';

/** The two ways through a proxy, by the ports it listens on and sends to. */
export interface ProxyPorts {
  /** In front of Sentinel. */
  readonly front: number;
  readonly sentinel: number;
  /** Behind it, in front of the origin. */
  readonly behind: number;
  readonly origin: number;
}

/** A reverse proxy from Debian. */
export interface ReverseProxy {
  readonly name: string;
  start(ports: ProxyPorts): Promise<Peer>;
  /** Cases that it cannot take part in by its own nature, in front of Sentinel and behind it, each with the reason. */
  readonly cannotInFront: Readonly<Record<string, string>>;
  readonly cannotBehind: Readonly<Record<string, string>>;
  /** Why it may end an answer properly though its own was broken off, so that Sentinel is judged by the wire between. */
  readonly endsWhatBroke?: string;
}
