import type { Address } from '../platform/transport.ts';

/** One address of an upstream and what is known of it now. Lives as long as the address stands in the configuration. */
export interface Target {
  /** `host:port`; its name in logs, metrics and balancers. */
  readonly name: string;
  readonly address: Address;
  readonly weight: number;
  /** Zone of the target, for locality balancing. */
  readonly zone: string | undefined;
  /** Place in the order of the configuration; stable while the configuration stands. */
  readonly index: number;
  /** Requests sent to it and not yet finished. Counted by its `Upstream` alone. */
  readonly inFlight: number;
}
