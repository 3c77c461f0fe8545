import { defineFilter } from '../engine/filter.ts';
import {
  applyHeaderEdits,
  compileHeaderEdits,
  type HeaderEditOptions,
  type HeaderEdits,
} from '../http/header-edits.ts';
import { normalHostname } from './normal-hostname.ts';

/** What `headers` is told: the edits, and which fields they are made to. */
export interface HeadersOptions extends HeaderEditOptions {
  readonly phase: 'request' | 'response' | 'both';
}

/** Renames, sets, adds and removes fields of the request sent upstream, of the response, or of both. */
export const headers = defineFilter({
  name: 'headers',
  create({ phase, ...options }: HeadersOptions) {
    const edits = compileHeaderEdits(options);
    const { host, others } = withoutHost(edits);
    return {
      ...(phase !== 'response' && {
        ...(host !== undefined && {
          onRequest(exchange) {
            exchange.request = { ...exchange.request, authority: host };
            return undefined;
          },
        }),
        onUpstream: (_exchange, list) => applyHeaderEdits(others, list),
      }),
      ...(phase !== 'request' && {
        onResponse: ({ response }) => applyHeaderEdits(edits, response.headers),
      }),
    };
  },
});

/** `Host` is no field among others: it is sent in a place of its own, and once. */
function withoutHost(edits: HeaderEdits): { readonly host: string | undefined; readonly others: HeaderEdits } {
  const at = edits.set.findLastIndex((name, i) => i % 2 === 0 && name === 'host');
  if (at === -1) return { host: undefined, others: edits };
  const set = edits.set.filter((_, i) => edits.set[i - (i % 2)] !== 'host');
  return { host: normalHostname(edits.set[at + 1]!), others: { ...edits, set } };
}
