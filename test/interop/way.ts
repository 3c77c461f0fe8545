import { RawClient, type WholeReply } from '../support/raw-client.ts';
import type { Wire } from './wire.ts';

/** What is between Sentinel and a program whose own ends prove nothing, and who of the two hears the answers there. */
export interface Between {
  readonly wire: Wire;
  readonly heardBy: 'sentinel' | 'program';
}

/** A way from the test to the origin: a port to connect to, and what paths begin with. */
export class Way {
  readonly port: number;
  readonly prefix: string;
  readonly between: Between | undefined;
  readonly #clients: RawClient[] = [];

  constructor(port: number, prefix: string, between?: Between) {
    this.port = port;
    this.prefix = prefix;
    this.between = between;
  }

  async open(): Promise<RawClient> {
    const client = await RawClient.open(this.port);
    this.#clients.push(client);
    return client;
  }

  /** The text of a request head. */
  head(line: string, lines: readonly string[] = []): string {
    const [method, resource] = line.split(' ');
    return `${[`${method} ${this.prefix}/${resource} HTTP/1.1`, 'Host: interop.test', ...lines].join('\r\n')}\r\n\r\n`;
  }

  /** One request, as `GET plain`, and its answer to the end. */
  async ask(line: string, lines: readonly string[] = [], body?: string | Uint8Array): Promise<WholeReply> {
    return this.askOn(await this.open(), line, lines, body);
  }

  /** The same on a connection that is there. */
  async askOn(
    client: RawClient,
    line: string,
    lines: readonly string[] = [],
    body?: string | Uint8Array,
  ): Promise<WholeReply> {
    client.send(this.head(line, lines));
    if (body !== undefined) client.send(body);
    return client.whole(line.slice(0, line.indexOf(' ')));
  }

  /** Closes what a case left open. */
  tidy(): void {
    for (const client of this.#clients.splice(0)) client.close();
  }
}
