/** One hop of a `forwarded` field, as far as it is of use (RFC 7239 §4). */
export interface ForwardedElement {
  readonly for: string | undefined;
  readonly proto: string | undefined;
  readonly host: string | undefined;
}

/** The hops of a `forwarded` field in its own order; `undefined` when it is malformed. */
export function parseForwarded(value: string): ForwardedElement[] | undefined {
  const elements: ForwardedElement[] = [];
  let current: Record<string, string> = {};
  let at = 0;
  while (at < value.length) {
    pair.lastIndex = at;
    const match = pair.exec(value);
    if (!match) return undefined;
    const name = match[1]?.toLowerCase();
    if (name !== undefined) {
      // A parameter given twice is not allowed, and which of them another reader takes is anyone's guess.
      if (current[name] !== undefined) return undefined;
      current[name] = match[2] ?? match[3]!.replace(/\\(.)/g, '$1');
    }
    at = pair.lastIndex;
    if (match[4] === ',' || at === value.length) {
      if (Object.keys(current).length > 0) elements.push(elementOf(current));
      current = {};
    }
  }
  return elements;
}

/** A hop to add to a `forwarded` field. An empty address is written as unknown, an empty host not at all. */
export function forwardedElement(address: string, proto: string, host: string): string {
  const node = address === '' ? 'unknown' : address.includes(':') ? `"[${address}]"` : address;
  if (host === '') return `for=${node};proto=${proto}`;
  // A colon or a bracket does not fit a token (RFC 7239 §4).
  return `for=${node};host=${isToken.test(host) ? host : `"${host}"`};proto=${proto}`;
}

/** A parameter, or nothing, up to the semicolon or comma after it. */
const pair = /[ \t]*(?:([!#$%&'*+.^_`|~\w-]+)=(?:([!#$%&'*+.^_`|~\w-]+)|"((?:[^"\\]|\\.)*)")[ \t]*)?(;|,|$)/y;

const isToken = /^[!#$%&'*+.^_`|~\w-]+$/;

function elementOf(parameters: Readonly<Record<string, string>>): ForwardedElement {
  return { for: parameters['for'], proto: parameters['proto'], host: parameters['host'] };
}
