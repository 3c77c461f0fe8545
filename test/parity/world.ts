import { RawClient, type WholeReply } from '../support/raw-client.ts';
import type { RawOrigin, SeenRequest } from '../support/raw-origin.ts';
import type { Subject } from './subjects.ts';

/** What a request is made of beside its request line. */
export interface Asking {
  /** The usual one of the subject unless given; `null` sends none. */
  readonly host?: string | null;
  /** Header lines, sent as they are. */
  readonly headers?: readonly string[];
  /** Sent with its `Content-Length`. */
  readonly body?: string | Uint8Array;
}

/** What a case has to work with: the subject, three origins, and clients that are closed after it. */
export class World {
  readonly subject: Subject;
  readonly origins: readonly RawOrigin[];
  /** The Host of requests that name no other. */
  readonly usualHost: string;
  readonly #clients: RawClient[] = [];

  constructor(subject: Subject, origins: readonly RawOrigin[], usualHost: string) {
    this.usualHost = usualHost;
    this.subject = subject;
    this.origins = origins;
  }

  /** The first origin; the only one most configurations use. */
  get origin(): RawOrigin {
    return this.origins[0]!;
  }

  /** What the first origin saw of the only request it was sent. */
  get seen(): SeenRequest {
    const { seen } = this.origin;
    if (seen.length !== 1) throw new Error(`the origin saw ${seen.length} requests`);
    return seen[0]!;
  }

  /** A connection to the subject. */
  async open(): Promise<RawClient> {
    const client = await RawClient.open(this.subject.port);
    this.#clients.push(client);
    return client;
  }

  /** A connection to the subject on which this text has been sent. */
  async send(bytes: string | Uint8Array): Promise<RawClient> {
    const client = await this.open();
    client.send(bytes);
    return client;
  }

  /** One request on a connection of its own, as `GET /path`, and its answer to the end. */
  async ask(line: string, asking: Asking = {}): Promise<WholeReply> {
    const client = await this.start(line, asking);
    const reply = await client.whole(line.slice(0, line.indexOf(' ')));
    client.close();
    return reply;
  }

  /** Sends one request on a connection of its own and does not wait for the answer. */
  async start(line: string, asking: Asking = {}): Promise<RawClient> {
    const client = await this.send(this.head(line, asking));
    if (asking.body !== undefined) client.send(asking.body);
    return client;
  }

  /** The text of a request head. */
  head(line: string, { host = this.usualHost, headers = [], body }: Asking = {}): string {
    const lines = [`${line} HTTP/1.1`];
    if (host !== null) lines.push(`Host: ${host}`);
    lines.push(...headers);
    if (body !== undefined) lines.push(`Content-Length: ${body.length}`);
    return `${lines.join('\r\n')}\r\n\r\n`;
  }

  /** All requests the origins saw. */
  get allSeen(): SeenRequest[] {
    return this.origins.flatMap(({ seen }) => seen);
  }

  /** Closes what the case left open and forgets what the origins saw. Answers with what went wrong beside the case itself. */
  tidy(): string[] {
    for (const client of this.#clients) client.close();
    this.#clients.length = 0;
    const wrong = this.origins.flatMap((origin) => origin.violations.map((what) => `the origin was sent ${what}`));
    for (const origin of this.origins) origin.reset();
    const end = this.subject.ended();
    if (end !== undefined) wrong.push(`the subject ended: ${end}`, ...this.subject.log.lines.slice(-20));
    return wrong;
  }
}
