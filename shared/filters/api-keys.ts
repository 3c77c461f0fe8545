import type { Routed } from '../engine/exchange.ts';
import { defineFilter } from '../engine/filter.ts';
import { noteVerified } from '../engine/verified-claims.ts';
import { utf8Bytes } from '../http/utf8-bytes.ts';
import { challengeOf, unauthorized } from './auth/challenge.ts';
import { type HashedKey, type KeySource, keyList } from './auth/key-list.ts';
import { type KeyPlaces, type ShownKey, shownKeys, withoutKeys } from './auth/key-places.ts';
import { TrustedFields } from './auth/trusted-fields.ts';

/** What `api-keys` is told. */
export interface ApiKeysOptions extends Pick<KeyPlaces, 'query' | 'cookie'> {
  /** Fields that may hold a key. */
  readonly header: readonly string[];
  readonly realm: string;
  readonly keys: readonly HashedKey[];
  /** The field that tells the upstream whose key it was. */
  readonly nameHeader?: string | undefined;
  readonly forwardCredentials: boolean;
}

/** Lets in who shows a key. All keys that a request shows must be good, so that the upstream cannot read another one. */
export const apiKeys = defineFilter({
  name: 'api-keys',
  create(options: ApiKeysOptions, { platform, filterId }) {
    const { realm, header, query, cookie, nameHeader, forwardCredentials } = options;
    const places: KeyPlaces = { headers: header.map((name) => name.toLowerCase()), query, cookie };
    const challenge = challengeOf('ApiKey', { realm });
    const sources: readonly KeySource[] = [keyList(options.keys, platform.random)];
    const ours = nameHeader?.toLowerCase();
    const fields = new TrustedFields([...header, ...(ours === undefined ? [] : [ours])]);
    return {
      async onRequest(exchange) {
        const shown = shownKeys(exchange.received, places);
        const name = await ownerOf(shown, exchange, sources);
        if (name === undefined) throw unauthorized(challenge, shown.length === 0 ? 'no key' : 'not a key of ours');
        noteVerified(exchange, filterId, { sub: name });
        const written = ours === undefined ? [] : [ours, utf8Bytes(name)];
        if (forwardCredentials) for (const { field } of shown) if (field) written.push(...field);
        fields.write(exchange, written);
        if (!forwardCredentials) exchange.request = withoutKeys(exchange.request, places);
        return undefined;
      },
      onUpstream: (exchange, headers) => fields.rewrite(exchange, headers),
    };
  },
});

/** Whose key it is: of several that are shown, all must be the same one. */
async function ownerOf(
  shown: readonly ShownKey[],
  exchange: Routed,
  sources: readonly KeySource[],
): Promise<string | undefined> {
  const [first] = shown;
  if (first === undefined || shown.some(({ key }) => key !== first.key)) return undefined;
  for (const source of sources) {
    const known = await source.find(first.key, exchange);
    if (known) return known.name;
  }
  return undefined;
}
