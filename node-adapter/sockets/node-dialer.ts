import { connect, isIP, type LookupFunction, type Socket as NetSocket, type TcpSocketConnectOpts } from 'node:net';
import { type ConnectionOptions, createSecureContext, type SecureContext, connect as tlsConnect } from 'node:tls';
import type { Fault } from '../../shared/errors/fault.ts';
import { type DialCaller, type Dialer, type Dialing, unixPrefix } from '../../shared/platform/dialer.ts';
import type { Address, UpstreamTls } from '../../shared/platform/transport.ts';
import type { BunDialer } from './bun/bun-dialer.ts';
import { bare, dialFault, notFound } from './dial-fault.ts';
import { connectDirectly } from './direct-reads.ts';
import { keepAliveDelayMs } from './keep-alive.ts';
import type { NameCache } from './name-cache.ts';
import { NodeSocket } from './node-socket.ts';

/** Milliseconds until the next address of a name is tried beside the one before (RFC 8305 §5 recommends 250). */
const nextAddressMs = 250;

/** Who waits for a connection as the runtime has it. */
export interface RawCaller {
  onConnected(raw: NetSocket): void;
  onFailed(fault: Fault): void;
}

type ConnectPlain = (where: TcpSocketConnectOpts) => NetSocket;

const http1Only = ['http/1.1'];

const connectionOptions = {
  allowHalfOpen: true,
  noDelay: true,
  keepAlive: true,
  keepAliveInitialDelay: keepAliveDelayMs,
};

/** Makes connections with `node:net` and `node:tls`. */
export class NodeDialer implements Dialer {
  readonly #lookup: LookupFunction;
  readonly #plain: BunDialer | undefined;
  /** What is kept for the encrypted addresses in use; it goes when the configuration that named them goes. */
  readonly #trusts = new WeakMap<Address, Trust>();

  /** `plain` makes the connections that are not encrypted, where the runtime has something better than `node:net`. */
  constructor(names: NameCache, plain?: BunDialer) {
    this.#plain = plain;
    this.#lookup = (name, options, tell) => {
      names.find(name, (error, addresses) => {
        const fitting = addresses.filter(({ family }) => !options.family || family === options.family);
        const first = fitting[0];
        if (error !== null || first === undefined) tell(error ?? notFound(name), options.all ? [] : '', 0);
        else if (options.all) tell(null, fitting);
        else tell(null, first.address, first.family);
      });
    };
  }

  dial(address: Address, caller: DialCaller): Dialing {
    const secure = address.tls !== undefined;
    const plain = this.#plain;
    if (!secure && plain !== undefined && !plain.isExhausted) return plain.dial(address, caller);
    const rawCaller: RawCaller = {
      onConnected: (raw) => caller.onConnected(new NodeSocket(raw, secure)),
      onFailed: (fault) => caller.onFailed(fault),
    };
    return this.#dial(address, http1Only, rawCaller, connectDirectly);
  }

  /** Like `dial`, for a connection as the runtime has it, on which one of `protocols` may be agreed. */
  dialRaw(address: Address, protocols: readonly string[], caller: RawCaller): Dialing {
    return this.#dial(address, protocols, caller, connect);
  }

  #dial(address: Address, protocols: readonly string[], caller: RawCaller, plain: ConnectPlain): Dialing {
    try {
      const raw = address.tls === undefined ? plain(this.#where(address)) : this.#encrypted(address, protocols);
      return new NodeDialing(raw, address, caller);
    } catch (error) {
      // Bad certificates and ports are found out while connecting; the caller must still hear of it later than this call.
      return new FailedDialing(caller, dialFault(address, error as Error, address.tls !== undefined));
    }
  }

  #encrypted(address: Address, protocols: readonly string[]): NetSocket {
    const trust = this.#trustOf(address, address.tls!);
    const raw = tlsConnect({
      ...this.#where(address),
      ...trust.options,
      ALPNProtocols: [...protocols],
      ...(trust.session && { session: trust.session }),
    });
    raw.on('session', (session: Buffer) => {
      trust.session = session;
    });
    return raw;
  }

  #where({ host, port }: Address): TcpSocketConnectOpts {
    if (host.startsWith(unixPrefix)) {
      return { path: host.slice(unixPrefix.length), allowHalfOpen: true } as unknown as TcpSocketConnectOpts;
    }
    const common = { host: bare(host), port, ...connectionOptions };
    if (isIP(common.host) !== 0) return common;
    return { ...common, lookup: this.#lookup, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: nextAddressMs };
  }

  #trustOf(address: Address, tls: UpstreamTls): Trust {
    const known = this.#trusts.get(address);
    if (known !== undefined) return known;
    const made: Trust = { options: tlsOptions(address, tls), session: undefined };
    this.#trusts.set(address, made);
    return made;
  }
}

/** A connection being made. Tells its caller once, or not at all when it was cancelled. */
class NodeDialing implements Dialing {
  readonly #raw: NetSocket;
  readonly #address: Address;
  readonly #caller: RawCaller;
  #isOver = false;
  #isConnected = false;

  constructor(raw: NetSocket, address: Address, caller: RawCaller) {
    this.#raw = raw;
    this.#address = address;
    this.#caller = caller;
    raw.once('connect', this.#onConnect);
    if (address.tls !== undefined) raw.once('secureConnect', this.#onReady);
    raw.once('error', this.#onError);
    raw.once('close', this.#onError);
  }

  cancel(): void {
    if (this.#isOver) return;
    this.#finish();
    // A late error of a socket nobody listens to would end the process.
    this.#raw.on('error', ignore);
    this.#raw.destroy();
  }

  readonly #onConnect = (): void => {
    this.#isConnected = true;
    if (this.#address.tls === undefined) this.#onReady();
  };

  readonly #onReady = (): void => {
    this.#finish();
    this.#caller.onConnected(this.#raw);
  };

  readonly #onError = (error?: unknown): void => {
    this.#finish();
    this.#raw.on('error', ignore);
    this.#raw.destroy();
    const reason = error instanceof Error ? error : new Error('closed while connecting');
    this.#caller.onFailed(dialFault(this.#address, reason, this.#isConnected));
  };

  #finish(): void {
    this.#isOver = true;
    this.#raw.off('connect', this.#onConnect);
    this.#raw.off('secureConnect', this.#onReady);
    this.#raw.off('error', this.#onError);
    this.#raw.off('close', this.#onError);
  }
}

/** A connection that could not even be begun. */
class FailedDialing implements Dialing {
  #isCancelled = false;

  constructor(caller: RawCaller, fault: Fault) {
    queueMicrotask(() => {
      if (!this.#isCancelled) caller.onFailed(fault);
    });
  }

  cancel(): void {
    this.#isCancelled = true;
  }
}

interface Trust {
  readonly options: ConnectionOptions & { readonly secureContext: SecureContext };
  /** The newest session ticket, so that the next connection agrees in one round trip. */
  session: Buffer | undefined;
}

function tlsOptions({ host }: Address, { serverName, skipVerify, ca, cert, key }: UpstreamTls): Trust['options'] {
  const name = serverName ?? bare(host);
  return {
    secureContext: createSecureContext({
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
    }),
    // An address is not a name to ask for (RFC 6066 §3); it is verified all the same.
    ...(isIP(name) === 0 && !name.startsWith(unixPrefix) && { servername: name }),
    rejectUnauthorized: !skipVerify,
  };
}

function ignore(): void {}
