import type { Socket } from 'node:net';
import { createServer, type SecureContext, type Server, type TLSSocket } from 'node:tls';
import type { Timer, Timers } from '../../shared/platform/timers.ts';
import { peerAddress } from '../sockets/node-socket.ts';
import type { TlsSettings } from './tls-settings.ts';

/** Who is told how handshakes go. */
export interface FrontOwner {
  /** The connection is encrypted; `protocol` is what both sides agreed to speak. */
  onSecure(secure: TLSSocket, protocol: string, waiting: Waiting): void;
  /** There will be no connection. */
  onFailed(reason: string, waiting: Waiting): void;
}

/** A connection whose handshake is under way. */
export interface Waiting {
  readonly address: string;
  readonly raw: Socket;
  readonly deadline: Timer;
}

/** Bounds of a front. */
export interface FrontOptions {
  /** Protocols that are offered, the preferred one first. */
  readonly protocols: readonly string[];
  readonly handshakeMs: number;
  /** Handshakes under way at once; connections beyond them are closed. */
  readonly maxHandshakes: number;
}

/** Encrypts the connections of one listener. The certificates can be replaced while it works. */
export class TlsFront {
  readonly #options: FrontOptions;
  readonly #owner: FrontOwner;
  readonly #timers: Timers;
  /** By address and port of the client: the runtimes do not tell which connection an encrypted one came from. */
  readonly #waiting = new Map<string, Waiting>();
  #settings: TlsSettings;
  #server: Server;

  constructor(settings: TlsSettings, options: FrontOptions, owner: FrontOwner, timers: Timers) {
    this.#options = options;
    this.#owner = owner;
    this.#timers = timers;
    this.#settings = settings;
    this.#server = this.#serverFor(settings);
  }

  /** Handshakes under way. */
  get waitingCount(): number {
    return this.#waiting.size;
  }

  /** Whether no further handshake may begin. */
  get isFull(): boolean {
    return this.#waiting.size >= this.#options.maxHandshakes;
  }

  /** New connections are encrypted by `settings`; those that are there stay as they are. */
  replace(settings: TlsSettings): void {
    if (settings.fingerprint === this.#settings.fingerprint) return;
    this.#settings = settings;
    this.#server = this.#serverFor(settings);
  }

  /** Begins with a new connection. False: there are too many under way, or it is gone already. */
  take(raw: Socket): boolean {
    const key = keyOf(raw);
    if (key === undefined || this.isFull || this.#waiting.has(key)) return false;
    const waiting = {
      raw,
      address: peerAddress(raw),
      deadline: this.#timers.after(this.#options.handshakeMs, () => this.#fail(key, 'the handshake took too long')),
    };
    this.#waiting.set(key, waiting);
    raw.on('error', ignore);
    raw.once('close', () => this.#fail(key, 'the client left during the handshake'));
    this.#server.emit('connection', raw);
    return true;
  }

  /** Gives up every handshake under way. */
  close(): void {
    for (const key of [...this.#waiting.keys()]) this.#fail(key, 'the listener is closing');
  }

  #serverFor(settings: TlsSettings): Server {
    const server = createServer({
      ...settings.byDefault,
      ALPNProtocols: [...this.#options.protocols],
      requestCert: settings.requestsCertificate,
      rejectUnauthorized: settings.requestsCertificate,
      // Ours comes first, and closes the connection too.
      handshakeTimeout: this.#options.handshakeMs * 2 + 1000,
      SNICallback: (name, tell) => tell(null, contextFor(settings, name)),
    });
    server.on('secureConnection', (secure) => this.#succeed(secure));
    server.on('tlsClientError', (error: NodeJS.ErrnoException, secure) => {
      const key = keyOf(secure);
      if (key !== undefined) this.#fail(key, error.code ?? error.message);
    });
    return server;
  }

  #succeed(secure: TLSSocket): void {
    const key = keyOf(secure);
    const waiting = key === undefined ? undefined : this.#waiting.get(key);
    if (key === undefined || waiting === undefined) {
      secure.on('error', ignore);
      secure.destroy();
      return;
    }
    this.#waiting.delete(key);
    waiting.deadline.cancel();
    const protocol = typeof secure.alpnProtocol === 'string' ? secure.alpnProtocol : '';
    this.#owner.onSecure(secure, protocol, waiting);
  }

  #fail(key: string, reason: string): void {
    const waiting = this.#waiting.get(key);
    if (waiting === undefined) return;
    this.#waiting.delete(key);
    waiting.deadline.cancel();
    waiting.raw.destroy();
    this.#owner.onFailed(reason, waiting);
  }
}

/** A context of its own for each name; none at all takes that of the server. */
function contextFor({ byName }: TlsSettings, name: string | null): SecureContext | undefined {
  return name ? byName.find(name) : undefined;
}

function keyOf(socket: Socket): string | undefined {
  const { remotePort } = socket;
  return remotePort === undefined ? undefined : `${remotePort} ${peerAddress(socket)}`;
}

function ignore(): void {}
