import { Fault } from '../../../shared/errors/fault.ts';
import { timers } from '../../../shared/fetch/platform.ts';
import type { Found, ListedName, ServedFolder } from '../../../shared/platform/file-source.ts';
import { isName } from '../../../shared/static/names-of-path.ts';
import { inTime } from '../in-time.ts';
import { WebFile } from './web-file.ts';

/** Longest wait for an answer of the bucket. */
const answerMs = 10_000;
/** Names of one listing, at most; the bucket gives no more at once. */
const maxListed = 1000;

/** The objects of an R2 bucket whose keys begin with a prefix; slashes in keys make folders. */
export class BucketFolder implements ServedFolder {
  readonly #bucket: R2Bucket;
  readonly #prefix: string;

  constructor(bucket: R2Bucket, prefix: string) {
    this.#bucket = bucket;
    this.#prefix = prefix;
  }

  async find(names: readonly string[]): Promise<Found | undefined> {
    const key = this.#prefix + names.join('/');
    const object = names.length === 0 ? null : await soon(this.#bucket.get(key));
    if (object) return this.#fileOf(object, key);
    const prefix = names.length === 0 ? key : `${key}/`;
    const { objects } = await soon(this.#bucket.list({ prefix, limit: 1 }));
    return objects.length > 0 ? 'folder' : undefined;
  }

  async list(names: readonly string[], limit: number): Promise<readonly ListedName[]> {
    const prefix = this.#prefix + names.map((name) => `${name}/`).join('');
    const asked = { prefix, delimiter: '/', limit: Math.min(limit, maxListed) };
    const { objects, delimitedPrefixes } = await soon(this.#bucket.list(asked));
    const folders = delimitedPrefixes.map((folder) => folder.slice(prefix.length, -1));
    const listed: ListedName[] = [
      ...folders.map((name) => ({ name, isFolder: true, size: undefined, modifiedAt: undefined })),
      ...objects.map(({ key, size, uploaded }) => ({
        name: key.slice(prefix.length),
        isFolder: false,
        size,
        modifiedAt: uploaded.getTime(),
      })),
    ];
    return listed.filter(({ name }) => isName(name));
  }

  #fileOf({ size, httpEtag, uploaded, body, etag }: R2ObjectBody, key: string): WebFile {
    return new WebFile({
      size,
      etag: httpEtag,
      modifiedAt: uploaded.getTime(),
      stream: body,
      open: async ({ first, last }) => {
        const range = { offset: first, length: last - first + 1 };
        const part = await soon(this.#bucket.get(key, { range, onlyIf: { etagMatches: etag } }));
        if (part && 'body' in part) return part.body;
        throw new Fault('internal', { detail: 'an object changed while it was sent' });
      },
    });
  }
}

function soon<Value>(answer: Promise<Value>): Promise<Value> {
  return inTime(answer, timers, answerMs, 'the bucket');
}
