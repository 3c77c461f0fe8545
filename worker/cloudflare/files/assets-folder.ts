import { Fault } from '../../../shared/errors/fault.ts';
import { timers } from '../../../shared/fetch/platform.ts';
import { parseHttpDate } from '../../../shared/http/http-date.ts';
import type { ByteRange } from '../../../shared/http/range.ts';
import type { Found, ListedName, ServedFolder } from '../../../shared/platform/file-source.ts';
import { inTime } from '../in-time.ts';
import { WebFile } from './web-file.ts';

/** Longest wait for a file to begin. */
const findMs = 10_000;

/**
 * The static assets of a Worker. They are asked for as files alone: `html_handling` and `not_found_handling` must be
 * `none`. What folders there are cannot be asked; one is there when it has an `index.html`.
 */
export class AssetsFolder implements ServedFolder {
  readonly #assets: Fetcher;
  readonly #prefix: string;

  constructor(assets: Fetcher, prefix: string) {
    this.#assets = assets;
    this.#prefix = prefix;
  }

  async find(names: readonly string[]): Promise<Found | undefined> {
    const url = this.#urlOf(names);
    const response = names.length === 0 ? undefined : await this.#get(url);
    if (response) return this.#fileOf(response, url);
    const index = await this.#get(this.#urlOf([...names, 'index.html']));
    await index?.body?.cancel();
    return index && 'folder';
  }

  list(): Promise<readonly ListedName[]> {
    throw new Fault('internal', { detail: 'directory-listing: assets cannot be listed; bind a bucket' });
  }

  #urlOf(names: readonly string[]): string {
    return `https://assets.local/${this.#prefix}${names.map(encodeURIComponent).join('/')}`;
  }

  async #get(url: string): Promise<Response | undefined> {
    const response = await inTime(this.#assets.fetch(url, { redirect: 'manual' }), timers, findMs, 'the assets');
    if (response.status === 200 && response.body) return response;
    await response.body?.cancel();
    return undefined;
  }

  #fileOf({ headers, body }: Response, url: string): WebFile {
    const length = headers.get('content-length');
    const date = headers.get('last-modified');
    return new WebFile({
      size: length === null ? undefined : Number(length),
      etag: headers.get('etag') ?? undefined,
      modifiedAt: date === null ? undefined : parseHttpDate(date, Date.now()),
      stream: body!,
      open: async (range) => {
        const response = await this.#get(url);
        if (!response) throw new Fault('internal', { detail: 'an asset is gone' });
        return cut(response.body!, range);
      },
    });
  }
}

/** Assets come whole; what is before the range is passed over, and what is behind it not read. */
function cut(stream: ReadableStream<Uint8Array>, { first, last }: ByteRange): ReadableStream<Uint8Array> {
  let at = 0;
  const cutter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      const part = chunk.subarray(Math.max(0, first - at), Math.max(0, last + 1 - at));
      at += chunk.byteLength;
      if (part.byteLength > 0) controller.enqueue(part);
      if (at > last) controller.terminate();
    },
  });
  return stream.pipeThrough(cutter);
}
