import { type Routed, slot } from '../../engine/exchange.ts';
import { noteTold } from '../../engine/told-upstream.ts';
import type { HeaderList } from '../../http/header-list.ts';
import { mapTrailers } from '../../http/mapped-trailers.ts';

/**
 * Fields that only a filter may write. What the client sent under their names is removed, and under every name that some
 * server reads as one of them: CGI and its heirs take all signs that are no letters or digits for the same.
 */
export class TrustedFields {
  readonly #folded: ReadonlySet<string>;
  readonly #written = slot<readonly string[]>();

  constructor(names: readonly string[]) {
    this.#folded = new Set(names.map(folded));
  }

  get isEmpty(): boolean {
    return this.#folded.size === 0;
  }

  /** The fields as they are, without these. The list itself where none of them is there. */
  without(headers: HeaderList): HeaderList {
    const { flat } = headers;
    for (let i = 0; i < flat.length; i += 2) {
      if (!this.#has(flat[i]!)) continue;
      const left = headers.copy();
      this.drop(left);
      return left;
    }
    return headers;
  }

  /** Takes the client's fields out of the request and puts ours in: name and value in turn, names in lower case. */
  write(exchange: Routed, fields: readonly string[]): void {
    if (this.isEmpty) return;
    const { request, body } = exchange;
    const headers = this.without(request.headers);
    exchange.set(this.#written, fields);
    noteTold(exchange, fields);
    // Some servers take what comes after a body for headers as well.
    const mayTrail = body !== null && (body.length === undefined || request.version === '2');
    if (mayTrail) exchange.body = mapTrailers(body, (trailers) => this.without(trailers));
    if (headers === request.headers && fields.length === 0) return;
    const list = headers === request.headers ? headers.copy() : headers;
    list.flat.push(...fields);
    exchange.request = { ...request, headers: list };
  }

  /**
   * Writes ours once more into what is about to be sent: rules of the route may have renamed something to our names, and
   * a client may have nominated them in `connection`, so that they were dropped.
   */
  rewrite(exchange: Routed, headers: HeaderList): void {
    if (this.isEmpty) return;
    this.drop(headers);
    const fields = exchange.get(this.#written);
    if (fields) headers.flat.push(...fields);
  }

  /** Takes them out of a list, under every name. */
  drop({ flat }: HeaderList): void {
    let kept = 0;
    for (let i = 0; i < flat.length; i += 2) {
      if (this.#has(flat[i]!)) continue;
      flat[kept] = flat[i]!;
      flat[kept + 1] = flat[i + 1]!;
      kept += 2;
    }
    flat.length = kept;
  }

  #has(name: string): boolean {
    return this.#folded.has(folded(name));
  }
}

/** What names have in common that a server may take for one another. */
export function folded(name: string): string {
  return name.toLowerCase().replace(odd, '-');
}

const odd = /[^a-z0-9]/g;
