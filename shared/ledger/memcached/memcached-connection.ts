import { Fault } from '../../errors/fault.ts';
import { Deadline } from '../../platform/deadline.ts';
import type { Dialer, Dialing } from '../../platform/dialer.ts';
import type { Clock } from '../../platform/platform.ts';
import type { Socket, SocketHandler } from '../../platform/socket.ts';
import type { Timers } from '../../platform/timers.ts';
import type { Address } from '../../platform/transport.ts';
import { isError, MemcachedReplies, type ReplyForm } from './memcached-replies.ts';

/** Ports that a connection needs. */
export interface MemcachedPorts {
  readonly dialer: Dialer;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly timers: Timers;
}

interface Asked {
  readonly form: ReplyForm;
  readonly resolve: (reply: string) => void;
  readonly reject: (fault: Fault) => void;
}

/** Commands without an answer yet, at most. */
const mostAsked = 10_000;
const latin1 = new TextDecoder('latin1');

/**
 * One connection to a Memcached in its text protocol. It is made with the first command, and anew with the first after it
 * broke. Commands follow each other without waiting; when nothing arrives for `silenceMs` while an answer is due, all of
 * them fail.
 */
export class MemcachedConnection implements SocketHandler {
  readonly #address: Address;
  readonly #ports: MemcachedPorts;
  readonly #silence: Deadline;
  readonly #silenceMs: number;
  #asked: Asked[] = [];
  #replies = new MemcachedReplies();
  #dialing: Dialing | undefined = undefined;
  #socket: Socket | undefined = undefined;
  /** Commands that wait for the connection. */
  #unsent = '';

  constructor(address: Address, silenceMs: number, ports: MemcachedPorts) {
    this.#address = address;
    this.#ports = ports;
    this.#silenceMs = silenceMs;
    this.#silence = new Deadline(
      ports.timers,
      () => ports.clock.monotonic(),
      () => this.#break('no answer'),
    );
  }

  /** Sends a command with its line break and gives its answer. Rejects with `Fault('ledger_unavailable')`. */
  ask(command: string, form: ReplyForm): Promise<string> {
    if (this.#asked.length >= mostAsked) return Promise.reject(failure('too many commands are under way', true));
    const reply = new Promise<string>((resolve, reject) => this.#asked.push({ form, resolve, reject }));
    if (!this.#silence.isSet) this.#silence.set(this.#silenceMs);
    if (this.#socket) this.#socket.writeText(command);
    else this.#sendLater(command);
    return reply;
  }

  close(): void {
    this.#break('closed');
    this.#silence.dispose();
  }

  onData(bytes: Uint8Array): void {
    try {
      this.#replies.add(latin1.decode(bytes));
      this.#answer();
    } catch (error) {
      this.#break(String(error));
    }
  }

  onDrain(): void {}

  onEnd(): void {
    this.#break('it closed the connection');
  }

  onClose(error?: Error): void {
    this.#break(`the connection broke: ${String(error ?? '')}`);
  }

  #sendLater(command: string): void {
    this.#unsent += command;
    this.#dialing ??= this.#ports.dialer.dial(this.#address, {
      onConnected: (socket) => this.#connected(socket),
      onFailed: (fault) => this.#break(fault.detail ?? fault.message, true),
    });
  }

  #connected(socket: Socket): void {
    this.#dialing = undefined;
    this.#socket = socket;
    socket.handler = this;
    socket.writeText(this.#unsent);
    this.#unsent = '';
  }

  #answer(): void {
    let done = 0;
    for (const { form, resolve, reject } of this.#asked) {
      const reply = this.#replies.next(form);
      if (reply === undefined) break;
      done += 1;
      if (isError(reply)) reject(failure(reply));
      else resolve(reply);
    }
    if (done === 0) return;
    this.#asked = this.#asked.slice(done);
    if (this.#asked.length > 0) this.#silence.set(this.#silenceMs);
    else this.#silence.clear();
  }

  #break(reason: string, unsent = false): void {
    const [asked, socket] = [this.#asked, this.#socket];
    this.#dialing?.cancel();
    this.#dialing = undefined;
    this.#socket = undefined;
    this.#asked = [];
    this.#unsent = '';
    this.#replies = new MemcachedReplies();
    this.#silence.clear();
    socket?.destroy();
    for (const { reject } of asked) reject(failure(reason, unsent));
  }
}

function failure(reason: string, unsent = false): Fault {
  return new Fault('ledger_unavailable', { detail: `Memcached: ${reason.slice(0, 100)}`, unsent });
}
