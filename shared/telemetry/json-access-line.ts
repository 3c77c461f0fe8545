import type { Finished } from '../engine/exchange.ts';
import { AnswerPart } from './answer-part.ts';
import { AskedPart } from './asked-part.ts';
import { cachePart } from './cache-part.ts';
import { ClientPart } from './client-part.ts';
import type { FieldSwitches } from './field-switches.ts';
import { keyPart } from './key-part.ts';
import { insideJsonText } from './log-text.ts';
import { modelPart } from './model-part.ts';
import { Timestamps } from './timestamps.ts';
import { UpstreamPart } from './upstream-part.ts';

/**
 * Lines as JSON. Written part by part rather than from a table, which takes twice as long; what is often the same from
 * one request to the next is a part that is remembered, in one piece (`test/bench/micro/access-log.ts`).
 */
export class JsonAccessLine {
  readonly #shown: FieldSwitches;
  readonly #timestamps = new Timestamps();
  readonly #asked: AskedPart;
  readonly #client: ClientPart;
  readonly #answer: AnswerPart;
  readonly #upstream: UpstreamPart;

  #openedAt = Number.NaN;
  #opened = '';

  constructor(shown: FieldSwitches, instanceId: string) {
    this.#shown = shown;
    this.#asked = new AskedPart(shown);
    this.#client = new ClientPart(shown);
    this.#answer = new AnswerPart(shown, instanceId);
    this.#upstream = new UpstreamPart(shown);
  }

  /** The line of a request that took so many milliseconds. */
  of(exchange: Finished, tookMs: number): string {
    const request = this.#asked.of(exchange.received) + this.#client.of(exchange);
    const fields = request + this.#answer.of(exchange, tookMs) + this.#upstream.of(exchange);
    const notes = modelPart(exchange) + keyPart(exchange) + cachePart(exchange);
    const line = `${this.#opening(exchange.startedAt)}${this.#idOf(exchange)}${fields}${notes}}`;
    // Each field brings a comma along.
    return this.#shown.timestamp === false ? `{${line.slice(1)}` : line;
  }

  /** The start of all lines of a millisecond, to where the id is written. */
  #opening(at: number): string {
    if (at !== this.#openedAt) {
      this.#openedAt = at;
      this.#opened = [
        this.#shown.timestamp === false ? '' : `{"timestamp":"${this.#timestamps.iso(at)}"`,
        this.#shown.traceId === false ? '' : ',"trace_id":"',
      ].join('');
    }
    return this.#opened;
  }

  #idOf({ trace }: Finished): string {
    return this.#shown.traceId === false ? '' : `${insideJsonText(trace.id)}"`;
  }
}
