import { Allowance } from '../../shared/platform/allowance.ts';
import type { Clock } from '../../shared/platform/platform.ts';
import type { TlsFailure } from '../listener-server.ts';
import type { AppLog } from './app-log.ts';

/** Lines that may be written at once, and in a second: whoever knocks on every port must not fill a disk. */
const lines = { most: 20, perSecond: 1 };

/** Tells of clients with which no encryption could be agreed. */
export class TlsFailureLog {
  readonly #log: AppLog;
  readonly #allowance: Allowance;
  #untold = 0;

  constructor(log: AppLog, clock: Clock) {
    this.#log = log;
    this.#allowance = new Allowance(lines, clock);
  }

  note({ listener, address, reason }: TlsFailure): void {
    if (!this.#allowance.take()) {
      this.#untold += 1;
      return;
    }
    const more = this.#untold === 0 ? {} : { 'untold-before': this.#untold };
    this.#untold = 0;
    this.#log.say('info', 'tls handshake failed', { listener, client: address, reason, ...more });
  }
}
