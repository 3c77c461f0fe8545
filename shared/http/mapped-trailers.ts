import type { Fault } from '../errors/fault.ts';
import type { Body, BodySink } from './body.ts';
import type { HeaderList } from './header-list.ts';

/** The same body, with other fields after it than came. */
export function mapTrailers(body: Body, map: (trailers: HeaderList) => HeaderList): Body {
  return new MappedTrailers(body, map);
}

class MappedTrailers implements Body, BodySink {
  readonly length: number | undefined;
  readonly #source: Body;
  readonly #map: (trailers: HeaderList) => HeaderList;
  #sink: BodySink | undefined;

  constructor(source: Body, map: (trailers: HeaderList) => HeaderList) {
    this.length = source.length;
    this.#source = source;
    this.#map = map;
  }

  start(sink: BodySink): void {
    this.#sink = sink;
    this.#source.start(this);
  }

  resume(): void {
    this.#source.resume();
  }

  cancel(fault: Fault): void {
    this.#source.cancel(fault);
  }

  write(chunk: Uint8Array): boolean {
    return this.#sink!.write(chunk);
  }

  end(trailers?: HeaderList): void {
    this.#sink!.end(trailers && this.#map(trailers));
  }

  fail(fault: Fault): void {
    this.#sink!.fail(fault);
  }
}
