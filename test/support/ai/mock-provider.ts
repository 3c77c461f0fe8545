import { RawOrigin } from '../raw-origin.ts';
import { provider, type Script } from './play.ts';
import { billedTotal, type Served } from './served.ts';

/**
 * A provider of models that speaks every dialect, on a port of its own, by bare sockets: what it sends is exact to the
 * byte. It keeps books of what it served. Where an origin is there already, `origin.answer(provider(script, books))`
 * makes it one.
 */
export class MockProvider {
  readonly origin: RawOrigin;
  readonly books: Served[] = [];

  private constructor(origin: RawOrigin) {
    this.origin = origin;
    this.play({});
  }

  static async start(script?: Script): Promise<MockProvider> {
    const mock = new MockProvider(await RawOrigin.start());
    if (script) mock.play(script);
    return mock;
  }

  get port(): number {
    return this.origin.port;
  }

  /** `127.0.0.1:port`, as a target is written. */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** All that was billed. */
  get billed(): ReturnType<typeof billedTotal> {
    return billedTotal(this.books);
  }

  /** Says how requests are answered from now on. */
  play(script: Script): void {
    this.origin.answer(provider(script, this.books));
  }

  /** Forgets all, and answers plainly again. */
  reset(): void {
    this.origin.reset();
    this.books.length = 0;
    this.play({});
  }

  stop(): Promise<void> {
    return this.origin.stop();
  }
}
