import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import type { Behaviour } from '../raw-origin.ts';
import type { OriginCall } from '../raw-origin-call.ts';
import { answerOf, served, tellsUsage } from './read-call.ts';
import type { MockUsage, Scenario } from './scenario.ts';
import type { Served } from './served.ts';
import { wires } from './wires/index.ts';
import type { Answer, Wire } from './wires/wire.ts';
import { isArrayStream, type Written, writeEvents } from './write-events.ts';

/** What the mock does: one scenario for all requests, or one for each. */
export type Script = Scenario | ((request: Served) => Scenario);

/** The behaviour of an origin that is a provider. Each request leaves a line in `books`. */
export function provider(script: Script = {}, books: Served[] = []): Behaviour {
  return async (call) => {
    const path = call.request.target.split('?')[0]!;
    const wire = wires.find((each) => each.takes(path));
    if (!wire) throw new Error(`the mock does not know ${call.request.method} ${call.request.target}`);
    const line = served(call, wire, await call.content());
    books.push(line);
    const scenario = typeof script === 'function' ? script(line) : script;
    await scenario.headGate;
    await new Play(call, wire, line, scenario).run();
    scenario.onServed?.(line);
  };
}

/** One answer being played. */
class Play {
  readonly #call: OriginCall;
  readonly #wire: Wire;
  readonly #line: Served;
  readonly #scenario: Scenario;
  readonly #answer: Answer;

  constructor(call: OriginCall, wire: Wire, line: Served, scenario: Scenario) {
    this.#call = call;
    this.#wire = wire;
    this.#line = line;
    this.#scenario = scenario;
    this.#answer = answerOf(line, scenario, tellsUsage(line, scenario));
  }

  async run(): Promise<void> {
    const { error, breaks } = this.#scenario;
    if (error && !(this.#line.isStream && error.status === 200)) return this.#fail();
    if (this.#line.isStream) return this.#stream();
    const body = this.#packed(Buffer.from(JSON.stringify(this.#wire.whole(this.#answer))));
    this.#call.head('200 OK', [...this.#lines('application/json'), `Content-Length: ${body.length}`]);
    if (breaks) {
      this.#call.write(body.subarray(0, body.length >> 1));
      return this.#break(breaks.how);
    }
    this.#call.write(body);
    this.#close('complete', this.#answer.usage);
  }

  async #fail(): Promise<void> {
    const error = this.#scenario.error!;
    const body = this.#packed(Buffer.from(JSON.stringify(this.#wire.errorBody(error))));
    this.#call.head(`${error.status} Answered`, [...this.#lines('application/json'), `Content-Length: ${body.length}`]);
    this.#call.write(body);
    this.#close('error', undefined);
  }

  async #stream(): Promise<void> {
    const { error, split, encoding } = this.#scenario;
    const type = isArrayStream(this.#line) ? 'application/json' : 'text/event-stream; charset=utf-8';
    this.#call.head('200 OK', [...this.#lines(type), 'Transfer-Encoding: chunked']);
    const events = error ? [this.#wire.errorEvent(error)] : this.#wire.events(this.#answer);
    const written = writeEvents(events, this.#line, this.#scenario);
    if (split || encoding) return this.#atOnce(written);
    for (const event of written) {
      if (await this.#breaksBefore(event)) return;
      if (event.piece !== undefined) await this.#pass(event.piece);
      if (this.#call.reader.ending !== 'open') return this.#close('client-left', this.#partly());
      this.#call.chunk(event.bytes);
      if (event.piece !== undefined) this.#line.pieces += 1;
    }
    this.#call.endChunks();
    this.#close(error ? 'error' : 'complete', error ? undefined : this.#answer.usage);
  }

  /** Waits until a piece may go, or nobody is there to take it. */
  async #pass(piece: number): Promise<void> {
    const gate = this.#scenario.gate?.(piece);
    if (gate) await Promise.race([gate, this.#call.gone]);
  }

  /** Breaks off where the scenario says so. */
  async #breaksBefore({ piece, isAfterContent }: Written): Promise<boolean> {
    const { breaks } = this.#scenario;
    if (!breaks) return false;
    const isThere = piece === breaks.after || (isAfterContent && breaks.after >= this.#line.pieces);
    if (isThere) await this.#break(breaks.how);
    return isThere;
  }

  #atOnce(written: readonly Written[]): void {
    const { split, breaks } = this.#scenario;
    const sent = written.filter(({ piece, isAfterContent }) => {
      return !breaks || (piece === undefined ? !isAfterContent : piece < breaks.after);
    });
    const bytes = this.#packed(Buffer.concat(sent.map((event) => event.bytes)));
    for (const part of split?.(bytes) ?? [bytes]) this.#call.chunk(part);
    this.#line.pieces = sent.filter(({ piece }) => piece !== undefined).length;
    if (breaks) return void this.#break(breaks.how);
    this.#call.endChunks();
    this.#close(this.#scenario.error ? 'error' : 'complete', this.#scenario.error ? undefined : this.#answer.usage);
  }

  async #break(how: NonNullable<Scenario['breaks']>['how']): Promise<void> {
    const billed = this.#partly();
    if (how === 'error') {
      const error = { status: 200, type: 'overloaded_error', message: 'The mock is overloaded.' };
      const [event] = writeEvents([this.#wire.errorEvent(error)], this.#line, this.#scenario);
      this.#call.chunk(event!.bytes);
      this.#call.endChunks();
      return this.#close('error', billed);
    }
    this.#close('broken', billed);
    if (how === 'stall') return this.#call.stall();
    if (how === 'reset') return this.#call.reset();
    if (this.#line.isStream) this.#call.endChunks();
    else this.#call.close();
  }

  /** What an answer that is not complete costs: nothing before its first piece. */
  #partly(): MockUsage | undefined {
    const { pieces } = this.#line;
    return pieces === 0 ? undefined : { ...this.#answer.usage, output: Math.min(pieces, this.#answer.usage.output) };
  }

  #close(ending: Served['ending'], billed: MockUsage | undefined): void {
    if (this.#line.ending !== 'open') return;
    this.#line.ending = ending;
    this.#line.billed = billed;
  }

  #packed(bytes: Buffer): Buffer {
    switch (this.#scenario.encoding) {
      case 'gzip':
        return gzipSync(bytes);
      case 'deflate':
        return deflateSync(bytes);
      case 'br':
        return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } });
      default:
        return bytes;
    }
  }

  #lines(type: string): string[] {
    const { encoding, headers = [] } = this.#scenario;
    return [`Content-Type: ${type}`, ...(encoding ? [`Content-Encoding: ${encoding}`] : []), ...headers];
  }
}
