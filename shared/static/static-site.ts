import type { Exchange } from '../engine/exchange.ts';
import type { Reply } from '../engine/reply.ts';
import { Fault } from '../errors/fault.ts';
import { BytesBody } from '../http/bytes-body.ts';
import { HeaderList } from '../http/header-list.ts';
import { normalizePath } from '../http/path.ts';
import type { ServedFolder, StoredFile } from '../platform/file-source.ts';
import type { Clock } from '../platform/platform.ts';
import type { CacheRules } from './cache-rules.ts';
import { FileFinder, type FinderSettings, type Sight } from './file-finder.ts';
import { fileReply, type ReplyParts } from './file-reply.ts';
import { wholeBody } from './form-body.ts';
import { listingPage, maxListed } from './listing-page.ts';
import type { MediaTypes } from './media-types.ts';

/** What a site of files is made with. */
export interface SiteParts extends FinderSettings, ReplyParts {
  readonly clock: Pick<Clock, 'now'>;
  readonly folder: ServedFolder;
  readonly types: MediaTypes;
  readonly cacheRules: CacheRules;
  /** Whether folders without an index are listed. */
  readonly lists: boolean;
  /** The file that is sent, with 404, for what is not there. */
  readonly notFoundPage: readonly string[] | undefined;
}

/** The files of a folder, as answers to requests. */
export class StaticSite {
  readonly #parts: SiteParts;
  readonly #finder: FileFinder;

  constructor(parts: SiteParts) {
    this.#parts = parts;
    this.#finder = new FileFinder(parts.folder, parts);
  }

  /** Answers a request; throws a `Fault` for what it does not serve. */
  answer(exchange: Exchange): Reply | Promise<Reply> {
    const { method, path } = exchange.request;
    if (method !== 'GET' && method !== 'HEAD')
      throw new Fault('method_not_allowed', { headers: { allow: 'GET, HEAD' } });
    const sight = this.#finder.look(path);
    return sight instanceof Promise ? sight.then((late) => this.#show(exchange, late)) : this.#show(exchange, sight);
  }

  #show(exchange: Exchange, sight: Sight): Reply | Promise<Reply> {
    switch (sight.kind) {
      case 'file':
        return this.#file(exchange, sight.file, sight.names);
      case 'folder':
        return this.#list(exchange, sight.names);
      case 'moved':
        return movedReply(exchange);
      case 'nothing':
        return this.#nothing(exchange);
    }
  }

  #file({ request }: Exchange, file: StoredFile, names: readonly string[]): Reply | Promise<Reply> {
    const { types, cacheRules, clock } = this.#parts;
    const facts = { names, type: types.of(names.at(-1) ?? ''), cacheControl: cacheRules.of(names) };
    return fileReply(this.#parts, request, file, facts, clock.now());
  }

  async #list({ request }: Exchange, names: readonly string[]): Promise<Reply> {
    if (!this.#parts.lists) throw new Fault('access_denied', { detail: 'a folder without an index' });
    const page = new BytesBody(listingPage(names, await this.#parts.folder.list(names, maxListed)));
    const headers = HeaderList.of({
      'content-type': 'text/html; charset=utf-8',
      'content-length': String(page.length),
      'cache-control': 'no-cache',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      'x-content-type-options': 'nosniff',
    });
    return { head: { status: 200, headers }, body: request.method === 'HEAD' ? null : page };
  }

  async #nothing({ request }: Exchange): Promise<Reply> {
    const { folder, notFoundPage, types } = this.#parts;
    const file = notFoundPage && (await folder.find(notFoundPage));
    if (!file || file === 'folder') throw new Fault('not_found');
    const headers = new HeaderList(['content-type', types.of(notFoundPage.at(-1) ?? '')]);
    if (file.size !== undefined) headers.append('content-length', String(file.size));
    headers.append('cache-control', 'no-store');
    if (request.method === 'HEAD') file.close();
    return { head: { status: 404, headers }, body: request.method === 'HEAD' ? null : wholeBody(file) };
  }
}

/**
 * Sends the client on to the folder it named without a slash, so that what the index names by relative paths is found.
 * Relative itself: it can lead nowhere but to where the client is, whatever stands before the name.
 */
function movedReply({ received }: Exchange): Reply {
  const path = normalizePath(received.path)?.forward ?? '/';
  // A filter made the path of the folder from another one, where a slash would change nothing.
  if (path.endsWith('/')) throw new Fault('not_found');
  const query = received.query === undefined ? '' : `?${received.query}`;
  const location = `./${path.slice(path.lastIndexOf('/') + 1)}/${query}`;
  const headers = HeaderList.of({ location, 'content-length': '0' });
  return { head: { status: 308, headers }, body: null };
}
