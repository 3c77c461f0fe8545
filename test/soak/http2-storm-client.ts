import assert from 'node:assert/strict';
import type { ClientHttp2Session } from 'node:http2';
import { setTimeout as wait } from 'node:timers/promises';
import { askHttp2, openHttp2, type StreamReply } from '../support/http2-client.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import type { StormRecord } from './storm-client.ts';
import { contentFor, type Temper, tempers } from './tempers.ts';

/** One client of the storm that speaks HTTP/2: connection after connection, some streams at once on each. */
export class Http2StormClient {
  readonly #port: number;
  readonly #name: string;
  readonly #random: SeededRandom;
  readonly #record: StormRecord;
  #requests = 0;

  constructor(port: number, name: string, random: SeededRandom, record: StormRecord) {
    this.#port = port;
    this.#name = name;
    this.#random = random;
    this.#record = record;
  }

  async run(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const session = await openHttp2(this.#port);
      try {
        for (let left = 1 + this.#random.below(5); left > 0 && !isOver() && !session.closed; left -= 1) {
          await Promise.all(Array.from({ length: 1 + this.#random.below(4) }, () => this.#ask(session)));
        }
      } finally {
        session.destroy();
      }
    }
  }

  async #ask(session: ClientHttp2Session): Promise<void> {
    this.#requests += 1;
    const id = `soak-${this.#name}-${this.#requests}`;
    const names = Object.keys(tempers) as Temper[];
    const temper = this.#random.next() < 0.5 ? 'sized' : names[this.#random.below(names.length)]!;
    const length = this.#random.next() < 0.1 ? this.#random.below(400_000) : 20 + this.#random.below(4000);
    // Requests with bodies are for targets that take them: those of HTTP/1.1 meet the others.
    const isCalm = temper === 'sized' || temper === 'chunked';
    const body = !isCalm || this.#random.next() < 0.5 ? undefined : 'u'.repeat(1 + this.#random.below(20_000));
    const leaves = this.#random.next() < 0.2;
    const { stream, reply } = askHttp2(
      session,
      {
        ':method': body === undefined ? 'GET' : 'POST',
        ':path': `/s?do=${temper}&id=${id}&length=${length}`,
        'x-correlation-id': id,
      },
      body === undefined ? {} : { body },
    );
    if (leaves) {
      await Promise.race([reply, wait(this.#random.below(60))]);
      stream.close(8);
    }
    this.#check(id, length, leaves, await reply);
  }

  #check(id: string, length: number, leaves: boolean, reply: StreamReply): void {
    const { status, isWhole, content } = reply;
    const isWaited = !leaves && status !== undefined;
    this.#record[isWaited ? 'waited' : 'left'].add(id);
    const ending = `HTTP/2 ${status} ${leaves ? 'left' : isWhole ? 'complete' : 'broken'}`;
    this.#record.endings.set(ending, (this.#record.endings.get(ending) ?? 0) + 1);
    if (!isWaited) return;
    assert.equal(fieldOf(reply, 'x-correlation-id'), id);
    const soakId = fieldOf(reply, 'x-soak-id');
    if (soakId === undefined) return;
    assert.equal(soakId, id);
    const whole = contentFor(id, Number(fieldOf(reply, 'x-soak-length') ?? length));
    assert.ok(isWhole ? content.equals(whole) : whole.subarray(0, content.length).equals(content), `${id}: ${ending}`);
  }
}

function fieldOf({ fields }: StreamReply, name: string): string | undefined {
  const at = fields.findIndex((each, i) => i % 2 === 0 && each === name);
  return at === -1 ? undefined : fields[at + 1];
}
