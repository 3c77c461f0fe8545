/** A target as a source of discovery names it. */
export interface DiscoveredTarget {
  /** A name or an address, without brackets. */
  readonly host: string;
  readonly port: number;
  /** Share of the requests; 1 where the source has no weights. */
  readonly weight: number;
  readonly zone?: string | undefined;
  /** What its certificate must be for, where that is not the host. */
  readonly serverName?: string | undefined;
}

/** How the discovery of an upstream's targets stands, for those who look. */
export interface DiscoveryView {
  /** The source, as the configuration names its kind. */
  readonly type: string;
  /** `waiting`: it has not answered yet. `failing`: the last known targets are used. `stale`: they were given up. */
  readonly state: 'waiting' | 'current' | 'failing' | 'stale';
  /** Milliseconds since the epoch of the last answer that was taken. */
  readonly answeredAt: number | undefined;
  /** Why it fails, while it does. */
  readonly reason: string | undefined;
}

/** The name of a target: `host:port`, with brackets around an IPv6 address. */
export function nameOf({ host, port }: Pick<DiscoveredTarget, 'host' | 'port'>): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
