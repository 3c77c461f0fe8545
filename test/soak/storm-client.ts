import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { RawClient, WholeReply } from '../support/raw-client.ts';
import { field } from '../support/raw-message.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import { encodeFrame } from '../support/websocket-frames.ts';
import { contentFor, type Temper, tempers } from './tempers.ts';

/** What became of the requests of a storm. */
export interface StormRecord {
  /** Ids of requests that were sent whole and waited for. */
  readonly waited: Set<string>;
  /** Ids of requests whose client left, or whose connection was closed before it was used again. */
  readonly left: Set<string>;
  readonly endings: Map<string, number>;
}

/** One client of the storm: one request after another, until it is told to end. Rejects at the first wrong answer. */
export class StormClient {
  readonly #open: () => Promise<RawClient>;
  readonly #name: string;
  readonly #random: SeededRandom;
  readonly #record: StormRecord;
  #requests = 0;

  /** `open` makes a connection. */
  constructor(open: () => Promise<RawClient>, name: string, random: SeededRandom, record: StormRecord) {
    this.#open = open;
    this.#name = name;
    this.#random = random;
    this.#record = record;
  }

  async run(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const chance = this.#random.next();
      if (chance < 0.25) await this.#leave();
      else if (chance < 0.35) await this.#tunnel();
      else await this.#ask();
    }
  }

  /** Some requests on one connection, by turns or ahead of each other, each waited for. */
  async #ask(): Promise<void> {
    const client = await this.#open();
    const isAhead = this.#random.next() < 0.3;
    const requests = Array.from({ length: 1 + this.#random.below(3) }, () => this.#request());
    try {
      if (isAhead) client.send(requests.map(({ bytes }) => bytes).join(''));
      for (const [i, request] of requests.entries()) {
        if (!isAhead) await this.#send(client, request.bytes);
        const reply = await this.#reply(client, request, i > 0);
        if (reply === undefined || reply.ending === 'broken' || field(reply, 'connection') === 'close') {
          for (const { id } of requests.slice(i + 1)) this.#record.left.add(id);
          break;
        }
      }
    } finally {
      client.close();
    }
  }

  /** Sends a request, at once or in pieces. */
  async #send(client: RawClient, bytes: string): Promise<void> {
    if (this.#random.next() < 0.7) {
      client.send(bytes);
      return;
    }
    const size = Math.max(1, Math.ceil(bytes.length / (1 + this.#random.below(6))));
    for (let at = 0; at < bytes.length; at += size) {
      client.send(bytes.slice(at, at + size));
      await wait(this.#random.below(10));
    }
  }

  /** The one answer to a request; `undefined` when there is none because the connection had been closed before. */
  async #reply(client: RawClient, request: SentRequest, isReused: boolean): Promise<WholeReply | undefined> {
    const { id } = request;
    const late = wait(20_000, undefined, { ref: false }).then(() => assert.fail(`${id} was never answered`));
    const reply = await Promise.race([late, client.whole(request.method)]).catch((error: unknown) => {
      if (isReused && client.reader.ending !== 'open' && /instead of an answer/.test(String(error))) return undefined;
      throw new Error(`${id} (${request.temper}): ${String(error)}`);
    });
    if (reply === undefined) {
      this.#record.left.add(id);
      this.#count('closed before it was sent');
      return undefined;
    }
    this.#record.waited.add(id);
    this.#check(request, reply);
    return reply;
  }

  #check({ id, temper }: SentRequest, reply: WholeReply): void {
    const about = `${id} (${temper}) was answered ${reply.status}, ${reply.ending}`;
    assert.equal(field(reply, 'x-correlation-id'), id, about);
    const soakId = field(reply, 'x-soak-id');
    this.#count(`${reply.status} ${reply.ending}${soakId === undefined ? '' : ' by target'}`);
    if (soakId === undefined) {
      assert.ok(own.has(reply.status), about);
      assert.equal(reply.ending, 'complete', about);
      return;
    }
    assert.equal(soakId, id, about);
    const whole = contentFor(id, Number(field(reply, 'x-soak-length')));
    const isWhole = reply.content.equals(whole);
    const isPart = whole.subarray(0, reply.content.length).equals(reply.content);
    assert.ok(reply.ending === 'complete' ? isWhole : isPart, about);
  }

  /** Sends some of a request, perhaps takes some of the answer, and is gone. */
  async #leave(): Promise<void> {
    const request = this.#request();
    this.#record.left.add(request.id);
    const client = await this.#open();
    const cut = this.#random.next() < 0.5 ? request.bytes.length : this.#random.below(request.bytes.length);
    client.send(request.bytes.slice(0, cut));
    const taking =
      this.#random.next() < 0.3 ? client.reply(request.method).then((reply) => reply.body.next()) : undefined;
    await Promise.race([taking?.catch(() => undefined), wait(this.#random.below(60))]);
    this.#depart(client);
    // A broken answer has nobody left to matter to.
    await taking?.catch(() => undefined);
    this.#count('left');
  }

  async #tunnel(): Promise<void> {
    const id = this.#nextId();
    const client = await this.#open();
    client.send(
      `GET /ws?id=${id} HTTP/1.1\r\nHost: soak.test\r\nX-Correlation-Id: ${id}\r\nConnection: Upgrade\r\n` +
        'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    this.#record.waited.add(id);
    const reply = await client.reply();
    this.#count(`tunnel ${reply.status}`);
    if (reply.status === 101) await this.#talk(client, id);
    else assert.ok(own.has(reply.status), `${id} was answered ${reply.status}`);
    this.#depart(client);
  }

  async #talk(client: RawClient, id: string): Promise<void> {
    const hello = encodeFrame(1, Buffer.from('hello'), { masked: false });
    const frame = encodeFrame(2, contentFor(id, this.#random.below(100_000)), { masked: true });
    client.send(frame);
    if (this.#random.next() < 0.3) return;
    const expected = Buffer.concat([hello, frame]);
    const got = await client.reader.exactly(expected.length);
    assert.ok(got.equals(expected), `${id}: the tunnel changed what it carried`);
  }

  #depart(client: RawClient): void {
    // An encrypted connection has no reset of its own.
    if (this.#random.next() < 0.5 && !('encrypted' in client.socket)) client.reset();
    else client.close();
  }

  #request(): SentRequest {
    const id = this.#nextId();
    const names = Object.keys(tempers) as Temper[];
    const isCalm = this.#random.next() < 0.5;
    const temper = isCalm ? 'sized' : names[this.#random.below(names.length)]!;
    const length = this.#random.next() < 0.1 ? this.#random.below(400_000) : 20 + this.#random.below(4000);
    const route = this.#random.next() < 0.5 ? 's' : 'r';
    const bodyLength = this.#random.next() < 0.5 ? 0 : this.#random.below(this.#random.next() < 0.1 ? 300_000 : 3000);
    const method = bodyLength > 0 ? 'POST' : 'GET';
    const head = `${method} /${route}?do=${temper}&id=${id}&length=${length} HTTP/1.1\r\nHost: soak.test\r\nX-Correlation-Id: ${id}\r\n`;
    return { id, temper, method, bytes: head + this.#body(bodyLength) };
  }

  #body(length: number): string {
    if (length === 0) return '\r\n';
    const content = 'u'.repeat(length);
    if (this.#random.next() < 0.5) return `Content-Length: ${length}\r\n\r\n${content}`;
    return `Transfer-Encoding: chunked\r\n\r\n${length.toString(16)}\r\n${content}\r\n0\r\n\r\n`;
  }

  #nextId(): string {
    this.#requests += 1;
    return `soak-${this.#name}-${this.#requests}`;
  }

  #count(ending: string): void {
    const { endings } = this.#record;
    endings.set(ending, (endings.get(ending) ?? 0) + 1);
  }
}

interface SentRequest {
  readonly id: string;
  readonly temper: Temper;
  readonly method: string;
  readonly bytes: string;
}

/** Statuses that Sentinel itself may give these requests. */
const own: ReadonlySet<number> = new Set([400, 502, 503, 504]);
