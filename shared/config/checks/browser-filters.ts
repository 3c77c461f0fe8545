import type { Section } from '../scopes/scope.ts';
import type { Check, Look, Path } from './look.ts';

/** What browsers are told makes sense to them. */
export const browserFilters: Check = (look) => {
  for (const { path, section } of look.scopes) {
    section.filters.forEach((filter, index) => {
      const here = [...path, 'filters', index];
      if (filter.type === 'cors') checkCors(look, filter, here);
      if (filter.type === 'security-headers') checkHsts(look, filter, here);
    });
  }
};

type Filter = Section['filters'][number];

function checkCors(look: Look, cors: Filter & { readonly type: 'cors' }, here: Path): void {
  const { allowedOrigins } = cors;
  if (allowedOrigins.includes('*') && allowedOrigins.length > 1) {
    look.error([...here, 'allowed-origins'], 'other origins have no effect beside "*"');
  }
  if (!cors.allowCredentials) return;
  if (allowedOrigins.includes('*')) {
    const hint = 'name the origins that may';
    look.error([...here, 'allow-credentials'], 'with "*", the pages of everybody could act for your users', hint);
  }
  // A browser takes the star for a name then (Fetch, CORS protocol and credentials).
  for (const [key, names] of [
    ['allowed-headers', cors.allowedHeaders],
    ['exposed-headers', cors.exposedHeaders],
  ] as const) {
    if (names.includes('*')) look.error([...here, key], '"*" means nothing to browsers beside "allow-credentials"');
  }
}

/** A year, which the lists that browsers are built with ask for. */
const preloadMs = 31_536_000_000;

function checkHsts(look: Look, filter: Filter & { readonly type: 'security-headers' }, here: Path): void {
  const { hstsMaxAgeMs, hstsIncludeSubdomains, hstsPreload } = filter;
  if (hstsMaxAgeMs === 0 && (hstsIncludeSubdomains || hstsPreload)) {
    const key = hstsPreload ? 'hsts-preload' : 'hsts-include-subdomains';
    look.error([...here, key], `"${key}" has no effect without "hsts-max-age-secs"`);
    return;
  }
  if (!hstsPreload || (hstsIncludeSubdomains && hstsMaxAgeMs >= preloadMs)) return;
  const hint = 'set hsts-include-subdomains, and hsts-max-age-secs to 31536000 or more';
  look.error([...here, 'hsts-preload'], 'no browser takes the name into its list like this', hint);
}
