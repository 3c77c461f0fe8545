import type { Finished } from '../engine/exchange.ts';
import { type LimitHit, limitHit } from '../engine/limit-hit.ts';
import type { Ending } from '../engine/reply.ts';
import type { FieldSwitches } from './field-switches.ts';
import { statusOf } from './line-facts.ts';
import { jsonText } from './log-text.ts';
import { optionalField } from './optional-field.ts';

/** What a line of the access log tells of the answer. Answers in a row often have the same status and the same size. */
export class AnswerPart {
  readonly #shown: FieldSwitches;
  readonly #instance: string;
  /** What stands after the sizes where no limit was hit and nothing failed. */
  readonly #wentWell: string;
  #status = -1;
  #statusText = '';
  #sent: number | undefined = undefined;
  #received: number | undefined = undefined;
  #sizes = '';

  constructor(shown: FieldSwitches, instanceId: string) {
    this.#shown = shown;
    this.#instance = `,"instance_id":${jsonText(instanceId)}`;
    this.#wentWell = [this.#limitText(200, undefined), this.#instance].join('');
  }

  of(exchange: Finished, tookMs: number): string {
    const { ending } = exchange;
    const status = statusOf(exchange);
    const hit = exchange.get(limitHit);
    const fault = exchange.fault ?? ending.fault;
    const took = this.#shown.latencyMs === false ? '' : millisecondsText(tookMs);
    const line = this.#textOf(status) + took + this.#sizesOf(ending);
    if (hit === undefined && fault === undefined && status !== 429) return line + this.#wentWell;
    return line + this.#limitText(status, hit) + optionalField('error_code', fault?.code) + this.#instance;
  }

  /** The status, up to where the time taken is written. */
  #textOf(status: number): string {
    if (status !== this.#status) {
      this.#status = status;
      const text = this.#shown.status === false ? '' : `,"status":${status}`;
      this.#statusText = [text, this.#shown.latencyMs === false ? '' : ',"duration_ms":'].join('');
    }
    return this.#statusText;
  }

  #sizesOf({ bytesSent, bytesReceived }: Ending): string {
    if (bytesSent !== this.#sent || bytesReceived !== this.#received) {
      this.#sent = bytesSent;
      this.#received = bytesReceived;
      const hides = this.#shown.bodyBytesSent === false || bytesSent === undefined;
      this.#sizes = [
        hides ? '' : `,"body_bytes":${bytesSent},"body_bytes_sent":${bytesSent}`,
        bytesReceived === undefined ? '' : `,"body_bytes_received":${bytesReceived}`,
      ].join('');
    }
    return this.#sizes;
  }

  #limitText(status: number, hit: LimitHit | undefined): string {
    if (this.#shown.rateLimitHit === false) return '';
    const wasHit = hit !== undefined || status === 429;
    return `,"rate_limit_hit":${wasHit}${optionalField('rate_limit', hit?.limit)}`;
  }
}

/** Milliseconds with three decimals at most. Whole numbers are far cheaper to write than fractions. */
function millisecondsText(ms: number): string {
  const micros = Math.max(0, Math.round(ms * 1000));
  const rest = micros % 1000;
  return (micros - rest) / 1000 + thousandths[rest]!;
}

/** Nothing, then `.001` to `.999`. */
const thousandths = Array.from({ length: 1000 }, (_, i) => (i === 0 ? '' : `.${String(i).padStart(3, '0')}`));
