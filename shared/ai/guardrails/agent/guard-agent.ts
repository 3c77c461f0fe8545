import { Fault } from '../../../errors/fault.ts';
import { BytesBody } from '../../../http/bytes-body.ts';
import { HeaderList } from '../../../http/header-list.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { Address } from '../../../platform/transport.ts';
import { ask } from '../../../upstream/health/ask.ts';
import { type BreakerOptions, CircuitBreaker } from '../../../upstream/health/circuit-breaker.ts';
import { Stopping } from '../../../upstream/health/probe.ts';
import type { JsonValue } from '../../json.ts';
import { type Inspection, readInspection } from './inspection.ts';

/** How an agent is reached. */
export interface GuardAgentOptions {
  /** Its name in logs. */
  readonly name: string;
  readonly address: Address;
  /** The Host to send. */
  readonly authority: string;
  /** With the query if there is one. */
  readonly path: string;
  readonly timeoutMs: number;
  /** `undefined`: it is asked however often it fails. */
  readonly breaker: BreakerOptions | undefined;
  /** Calls at once; one more fails at once. */
  readonly maxCalls: number;
}

/** A text to be judged. */
export interface Question {
  readonly type: 'prompt_injection' | 'pii_detection' | 'moderation';
  readonly content: string;
  readonly correlationId: string;
  readonly model: string | undefined;
  readonly categories: readonly string[];
  readonly routeId: string;
  /** The guard's own wait; the shorter of this and the agent's counts. */
  readonly timeoutMs: number;
}

/** A program outside that judges texts, asked by HTTP with JSON. */
export class GuardAgent {
  readonly name: string;
  readonly #options: GuardAgentOptions;
  readonly #platform: Platform;
  readonly #breaker: CircuitBreaker | undefined;
  #underWay = 0;

  constructor(options: GuardAgentOptions, platform: Platform) {
    this.name = options.name;
    this.#options = options;
    this.#platform = platform;
    this.#breaker = options.breaker && new CircuitBreaker(options.breaker);
  }

  /** Asks about one text. Rejects with `guardrail_unavailable`, 503 or, when time ran out, 504. */
  async inspect(question: Question): Promise<Inspection> {
    const { clock } = this.#platform;
    if (this.#underWay >= this.#options.maxCalls) throw unavailable(this.name, 'too many calls are under way');
    if (this.#breaker && !this.#breaker.mayEnter(clock.monotonic())) throw unavailable(this.name, 'it is left alone');
    this.#underWay += 1;
    this.#breaker?.enter(question);
    let failed = true;
    try {
      const inspection = await this.#ask(question);
      failed = false;
      return inspection;
    } catch (error) {
      throw faultOf(this.name, Fault.from(error));
    } finally {
      this.#underWay -= 1;
      this.#breaker?.leave(question, failed, clock.monotonic());
    }
  }

  async #ask(question: Question): Promise<Inspection> {
    const { address, authority, path, timeoutMs } = this.#options;
    const body = new BytesBody(JSON.stringify(envelope(question)));
    const headers = HeaderList.of({
      'content-type': 'application/json',
      accept: 'application/json',
      'x-zentinel-protocol-version': '2',
      'x-correlation-id': question.correlationId,
    });
    const answer = await ask(
      {
        ...{ address, method: 'POST', authority, path, headers, body },
        ...{ timeoutMs: Math.min(timeoutMs, question.timeoutMs), maxBytes: maxAnswer(question.content) },
      },
      this.#platform,
      new Stopping(),
    );
    if (answer.status !== 200) throw unavailable(this.name, `it answered ${answer.status}`);
    const inspection = readInspection(parse(answer.content));
    if (inspection === undefined) throw unavailable(this.name, 'its answer is none');
    return inspection;
  }
}

/** The event as agents know it. */
function envelope({ type, content, correlationId, model, categories, routeId }: Question): JsonValue {
  return {
    version: 2,
    event_type: 'guardrail_inspect',
    payload: {
      correlation_id: correlationId,
      inspection_type: type,
      content,
      ...(model !== undefined && { model }),
      categories,
      route_id: routeId,
      metadata: {},
    },
  };
}

/** Bytes of an answer that are read: the text may come back, each character of it as an escape. */
function maxAnswer(content: string): number {
  return 64 * 1024 + content.length * 6;
}

function parse(content: Uint8Array): JsonValue {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(content)) as JsonValue;
}

function unavailable(name: string, detail: string): Fault {
  return new Fault('guardrail_unavailable', { detail: `agent ${name}: ${detail}` });
}

function faultOf(name: string, fault: Fault): Fault {
  if (fault.code === 'guardrail_unavailable') return fault;
  const isLate = fault.status === 504;
  const text = isLate ? 'The content could not be checked in time.' : undefined;
  return new Fault('guardrail_unavailable', {
    detail: `agent ${name}: ${fault.detail ?? fault.code}`,
    cause: fault,
    ...(isLate && { status: 504 }),
    ...(text !== undefined && { text }),
  });
}
