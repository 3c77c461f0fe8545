import { connect, type Socket } from 'node:net';
import { percentile } from './table.ts';

/**
 * Asks so many times a second whatever becomes of the answers (an open loop), over connections that are kept:
 * `pacer.ts <port> <rate> <seconds> <connections>`. The time a request waits for a free connection counts.
 */
const [port, rate, seconds, connections] = process.argv.slice(2).map(Number) as [number, number, number, number];
const text = 'GET /measured HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n';
const idle: Connection[] = [];
const waiting: number[] = [];
const took: number[] = [];
let errors = 0;

class Connection {
  readonly #socket: Socket;
  #askedAt = 0;
  #received = 0;
  #expected = Number.POSITIVE_INFINITY;

  constructor(onReady: () => void) {
    this.#socket = connect({ host: '127.0.0.1', port, noDelay: true }, onReady);
    this.#socket.on('data', (bytes: Buffer) => this.#take(bytes));
    this.#socket.on('error', () => {
      errors += 1;
    });
  }

  ask(dueAt: number): void {
    this.#askedAt = dueAt;
    this.#received = 0;
    this.#expected = Number.POSITIVE_INFINITY;
    this.#socket.write(text, 'latin1');
  }

  #take(bytes: Buffer): void {
    if (this.#received === 0) this.#expected = lengthOf(bytes.toString('latin1'));
    this.#received += bytes.length;
    if (this.#received < this.#expected) return;
    took.push(performance.now() - this.#askedAt);
    const next = waiting.shift();
    if (next === undefined) idle.push(this);
    else this.ask(next);
  }
}

/** Bytes of the whole answer; its head comes in one piece. */
function lengthOf(head: string): number {
  const end = head.indexOf('\r\n\r\n');
  return end + 4 + Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
}

function askDue(now: number): void {
  const connection = idle.pop();
  if (connection === undefined) waiting.push(now);
  else connection.ask(now);
}

await Promise.all(
  Array.from({ length: connections }, () => {
    return new Promise<void>((resolve) => {
      const connection = new Connection(resolve);
      idle.push(connection);
    });
  }),
);
const start = performance.now();
let asked = 0;
const timer = setInterval(() => {
  const now = performance.now();
  const due = Math.min(Math.floor(((now - start) * rate) / 1000), rate * seconds);
  for (; asked < due; asked += 1) askDue(now);
  if (now < start + seconds * 1000 + 500) return;
  clearInterval(timer);
  console.log(
    JSON.stringify({
      p50Ms: percentile(took, 50),
      p99Ms: percentile(took, 99),
      unanswered: asked - took.length,
      errors,
    }),
  );
  process.exit(0);
}, 1);
