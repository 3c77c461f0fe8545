import { boolean, check, optional, pipe, strictObject, string } from 'valibot';
import { cacheFigures } from '../../cache/cache-figures.ts';
import type { Purge } from '../../cache/cache-store.ts';
import { purgeRemark, purgeText } from '../../cache/purge-desk.ts';
import { problem } from '../admin-answer.ts';
import { type AdminSection, operationWith } from '../admin-section.ts';

const address = pipe(
  string(),
  check((text) => /^https?:\/\//.test(text), 'An address begins with http:// or https://.'),
);

const purgeForm = strictObject({
  url: optional(address),
  prefix: optional(address),
  tag: optional(string()),
  all: optional(boolean()),
  soft: optional(boolean(), false),
});

/** The cache: what it did, and purges. */
export const cacheSection: AdminSection = {
  name: 'cache',
  about: 'What is kept of responses.',
  isThere: ({ purges }) => purges !== undefined,
  operations: [
    {
      ...{ method: 'get', path: '/cache', name: 'showCache', about: 'Shows what the cache did and how full it is.' },
      answers: { 200: 'Counts since the start.' },
      run: (_call, { purges }) => ({
        status: 200,
        content: { store: purges!.store, ...cacheFigures(purges!.counts()) },
      }),
    },
    operationWith({
      ...{
        method: 'post',
        path: '/cache/purge',
        name: 'purgeCache',
        about: 'Drops what is meant by one of the fields.',
      },
      body: purgeForm,
      answers: {
        200: 'How many responses there were, in `purged_entries`; `remark` says why there were none.',
        503: 'The store does not answer: what is meant may still be found in it.',
      },
      async run({ body: { url, prefix, tag, all, soft }, by }, { purges }) {
        const meant: Purge[] = [
          ...(url === undefined ? [] : [{ by: 'url' as const, url }]),
          ...(prefix === undefined ? [] : [{ by: 'prefix' as const, prefix }]),
          ...(tag === undefined ? [] : [{ by: 'tag' as const, tag }]),
          ...(all ? [{ by: 'all' as const }] : []),
        ];
        if (meant.length !== 1) return one;
        const purged_entries = await purges!.purge(meant, soft ? 'outdate' : 'delete', by);
        if (purged_entries === undefined) return unavailable;
        const remark = purgeRemark(purges!, purged_entries);
        const content = { purged: purgeText(meant[0]!), soft, purged_entries, ...(remark !== undefined && { remark }) };
        return { status: 200, content };
      },
    }),
  ],
};

const one = problem(422, { code: 'invalid_request', title: 'Say one of "url", "prefix", "tag" and "all".' });

const unavailable = problem(503, {
  code: 'cache_unavailable',
  title: 'The store of the cache does not answer: what is meant may still be found in it. Purge again.',
});
