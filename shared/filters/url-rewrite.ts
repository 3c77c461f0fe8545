import { defineFilter } from '../engine/filter.ts';
import { type NewPathOptions, newPathRule } from './new-path.ts';
import { normalHostname } from './normal-hostname.ts';

/** What `url-rewrite` is told; what is absent stays as the client sent it. */
export interface UrlRewriteOptions extends NewPathOptions {
  readonly hostname?: string | undefined;
}

/**
 * Changes the host and the path that the upstream is asked for, unless there is a pattern that the path does not match.
 * The query stays; so does the path in the log.
 */
export const urlRewrite = defineFilter({
  name: 'url-rewrite',
  create({ hostname, ...options }: UrlRewriteOptions) {
    const newPath = newPathRule(options);
    const authority = hostname === undefined ? undefined : normalHostname(hostname);
    return {
      onRequest(exchange) {
        const { request } = exchange;
        const path = newPath(exchange);
        if (path === undefined) return undefined;
        exchange.request = { ...request, authority: authority ?? request.authority, path };
        return undefined;
      },
    };
  },
});
