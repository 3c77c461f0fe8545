import type { Socket } from '../platform/socket.ts';
import type { TunnelClosed } from './socket-tunnel.ts';
import type { Switch } from './switch-protocols.ts';

/** The connection a turn belongs to, as the turn needs it. */
export interface TurnOwner {
  readonly socket: Socket;
  readonly listener: string;
  /** Body bytes of the request so far. */
  readonly bytesReceived: number;
  /** Whether the connection may go on after this reply; asked once, when its head is written. */
  mayPersist(): boolean;
  /** The value of a `date` field now. */
  date(): string;
  /** The client does not take what is written: bound the wait. Called again with false when it does. */
  onStalled(isStalled: boolean): void;
  /** The reply is whole. */
  onReplied(persists: boolean): void;
  /** The reply broke off: the connection must break too. */
  onBroken(): void;
  /** Gives the connection away to a tunnel. */
  onSwitch(made: Switch, onClosed: TunnelClosed): void;
}
