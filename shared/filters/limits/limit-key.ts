/** What of a request decides whose count it adds to. */
export type KeyPart =
  | { readonly from: 'client-ip' | 'path' | 'route' | 'api-key' | 'global' }
  | { readonly from: 'header' | 'cookie' | 'jwt-claim'; readonly name: string };

/** Whether a text names a key: a part, or several with `+` between. */
export function isLimitKey(text: string): boolean {
  return parseLimitKey(text) !== undefined;
}

/**
 * The parts of a key, in order; `undefined` when the text names none. `client-ip-and-path` is `client-ip+path`; case and
 * `_` for `-` do not matter outside of names.
 */
export function parseLimitKey(text: string): readonly KeyPart[] | undefined {
  const parts: KeyPart[] = [];
  for (const part of text.split('+')) {
    const read = parsePart(part.trim());
    if (read === undefined) return undefined;
    parts.push(...read);
  }
  return parts;
}

function parsePart(text: string): readonly KeyPart[] | undefined {
  const colon = text.indexOf(':');
  if (colon >= 0) return parseNamed(fold(text.slice(0, colon)), text.slice(colon + 1).trim());
  switch (fold(text)) {
    case 'client-ip':
    case 'ip':
      return [{ from: 'client-ip' }];
    case 'client-ip-and-path':
    case 'ip-and-path':
      return [{ from: 'client-ip' }, { from: 'path' }];
    case 'path':
    case 'route':
    case 'api-key':
    case 'global':
      return [{ from: fold(text) as 'path' | 'route' | 'api-key' | 'global' }];
    default:
      return undefined;
  }
}

function parseNamed(from: string, name: string): readonly KeyPart[] | undefined {
  if (from === 'header') return token.test(name) ? [{ from, name: name.toLowerCase() }] : undefined;
  if (from === 'cookie') return token.test(name) ? [{ from, name }] : undefined;
  if (from === 'jwt-claim') return name === '' ? undefined : [{ from, name }];
  return undefined;
}

function fold(text: string): string {
  return text.toLowerCase().replaceAll('_', '-');
}

/** A name of a field or cookie (RFC 9110 §5.6.2); `+` is left out, as it joins parts. */
const token = /^[!#$%&'*.^_`|~0-9A-Za-z-]+$/;
