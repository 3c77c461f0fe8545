import type { Fault } from '../../errors/fault.ts';
import type { BodyTap } from '../../http/transform.ts';
import { KeptPieces } from '../kept-pieces.ts';
import { PiecesBody } from '../pieces-body.ts';
import type { ShadowTrip } from './shadow-trip.ts';

/** Keeps a request body as it passes, up to a bound, and has the copy sent once all of it is there. */
export class BodyCopy implements BodyTap {
  readonly #maxBytes: number;
  readonly #pieces = new KeptPieces();
  #trip: ShadowTrip | undefined;
  #bytes = 0;

  constructor(trip: ShadowTrip, maxBytes: number) {
    this.#trip = trip;
    this.#maxBytes = maxBytes;
  }

  chunk(bytes: Uint8Array): void {
    if (!this.#trip) return;
    this.#bytes += bytes.byteLength;
    if (this.#bytes > this.#maxBytes) this.#drop('skippedBody');
    // The bytes are the request's own, which may be changed on their way.
    else this.#pieces.add(bytes.slice());
  }

  closed(fault: Fault | undefined): void {
    const trip = this.#trip;
    if (!trip) return;
    if (fault) {
      this.#drop('skippedIncomplete');
      return;
    }
    this.#trip = undefined;
    trip.send(new PiecesBody(this.#pieces.all(), this.#bytes));
  }

  /** The request is over: what is missing of the body will not come. */
  leave(): void {
    this.#drop('skippedIncomplete');
  }

  #drop(why: 'skippedBody' | 'skippedIncomplete'): void {
    this.#trip?.skip(why);
    this.#trip = undefined;
    this.#pieces.clear();
  }
}
