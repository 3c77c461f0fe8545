import type { Fault } from '../../../shared/errors/fault.ts';
import type { BodySink } from '../../../shared/http/body.ts';
import { type RequestHead, targetOf } from '../../../shared/http/head.ts';
import type { HeaderList } from '../../../shared/http/header-list.ts';
import type { RequestBody } from '../../../shared/http1/request-body.ts';
import { type IntakeOwner, RequestIntake } from '../../../shared/http1/request-intake.ts';
import type { ParsedRequest } from '../../../shared/http1/request-parser.ts';
import { serverDefaults } from '../../../shared/http1/server-options.ts';
import { WireSocket } from '../../support/http1/wire-socket.ts';
import { type ConnectionReading, fieldText, type MessageReading, newReading } from './reading.ts';

/** What our server reads from a client that sends these pieces, when every request is answered at once. */
export function ourRequests(pieces: readonly Uint8Array[]): ConnectionReading {
  const reader = new RequestReader();
  for (const piece of pieces) reader.intake.push(piece);
  return reader.reading;
}

/** What a request says, in the text that readings are compared by. Host and upgrade have their own rules. */
export function requestText(line: Pick<RequestHead, 'method' | 'version'>, target: string, fields: string): string {
  return `${line.method} ${target} ${line.version}\n${fields}`;
}

class RequestReader implements IntakeOwner, BodySink {
  readonly reading: ConnectionReading = { messages: [], refusal: undefined };
  readonly intake = new RequestIntake(this, new WireSocket(), options);
  #now: MessageReading | undefined;
  #persists = true;

  onRequest({ head, persists }: ParsedRequest, body: RequestBody | null): void {
    this.#now = newReading(requestText(head, targetOf(head), fieldText(head.headers.flat, steering)));
    this.#persists = persists;
    this.reading.messages.push(this.#now);
    if (body === null) this.end();
    else body.start(this);
  }

  onUnreadable({ code, detail }: Fault): void {
    this.reading.refusal = `${code} ${detail}`;
  }

  onBodyStarted(): void {}

  onProgress(): void {}

  write(chunk: Uint8Array): boolean {
    this.#now!.content += Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1');
    return true;
  }

  end(trailers?: HeaderList): void {
    this.#now!.isWhole = true;
    this.#now!.trailers = fieldText(trailers?.flat ?? []);
    if (this.#persists) this.intake.next();
    else this.#close();
  }

  fail(fault: Fault): void {
    this.onUnreadable(fault);
  }

  /** The connection closes after the answer: what follows is read by nobody. */
  #close(): void {
    this.reading.refusal = 'close after-answer';
    this.intake.close();
  }
}

/** Fields that become the authority, or are left out where an upgrade cannot be. */
export const steering: ReadonlySet<string> = new Set(['host', 'upgrade', 'http2-settings']);

const options = { ...serverDefaults, listener: 'fuzz' };
