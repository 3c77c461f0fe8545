import type { ResponseHead } from '../http/head.ts';
import { HeaderList } from '../http/header-list.ts';
import { httpDate } from '../http/http-date.ts';
import type { EntryHead } from './entry.ts';
import type { Timing } from './policy/age.ts';
import { freshenedFields, storedFields } from './policy/stored-fields.ts';
import { tagsOf } from './policy/tags.ts';
import { saidToCaches } from './policy/targeted-directives.ts';
import { termsOf, type UsualTerms } from './policy/terms.ts';

/** What an entry is made with beside its response. */
export interface EntryFacts {
  readonly id: string;
  readonly url: string;
  readonly timing: Timing;
  readonly usual: UsualTerms;
}

/** The entry of a response that is to be kept. */
export function entryHeadOf({ status, headers }: ResponseHead, { id, url, timing, usual }: EntryFacts): EntryHead {
  const said = saidToCaches(headers);
  return {
    ...{ id, status, url, requestAt: timing.requestAt, responseAt: timing.responseAt },
    fields: storedFields(headers, said.directives, timing.responseAt).flat,
    terms: termsOf({ status, headers, said }, timing, usual),
    tags: tagsOf(headers),
  };
}

/** The entry after its origin said that it still holds (RFC 9111 §4.3.4). */
export function renewedHead(kept: EntryHead, came: HeaderList, timing: Timing, usual: UsualTerms): EntryHead {
  const headers = freshenedFields(new HeaderList(kept.fields.slice()), came);
  // A date that is not told is that of its coming: the old one would make it old at once.
  if (!came.has('date')) headers.set('date', httpDate(timing.responseAt));
  return entryHeadOf({ status: kept.status, headers }, { id: kept.id, url: kept.url, timing, usual });
}
