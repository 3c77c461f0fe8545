import { compileRegex, type SafeRegex } from './safe-regex.ts';

/** One alternative of what a route wants of the host. Names are lower case. */
export type HostCondition =
  | { readonly kind: 'exact'; readonly host: string }
  /** `*.example.com`: any number of labels before the parent, at least one. */
  | { readonly kind: 'wildcard'; readonly parent: string }
  | { readonly kind: 'regex'; readonly regex: SafeRegex };

/** Whether the host, as {@link hostNameOf} gives it, is one that the condition takes. */
export function hostHolds(condition: HostCondition, host: string): boolean {
  switch (condition.kind) {
    case 'exact':
      return host === condition.host;
    case 'wildcard':
      return isBelow(condition.parent, host);
    case 'regex':
      return condition.regex.test(host);
  }
}

/** Whether `host` is a name inside the domain `parent`, at any depth, and not the domain itself. */
export function isBelow(parent: string, host: string): boolean {
  const dot = host.length - parent.length - 1;
  return dot > 0 && host[dot] === '.' && host.endsWith(parent);
}

/** The host of an authority: lower case, without the port and without the dot of the DNS root. */
export function hostNameOf(authority: string): string {
  let end = authority.length;
  if (authority.startsWith('[')) {
    const closing = authority.indexOf(']');
    if (closing !== -1) end = closing + 1;
  } else {
    const colon = authority.indexOf(':');
    if (colon !== -1 && authority.indexOf(':', colon + 1) === -1) end = colon;
  }
  if (end > 1 && authority[end - 1] === '.') end -= 1;
  const host = end === authority.length ? authority : authority.slice(0, end);
  return hasUpperCase(host) ? host.toLowerCase() : host;
}

/** Asked first because `toLowerCase` makes a new string even where nothing changes. */
function hasUpperCase(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code >= 0x41 && (code <= 0x5a || code > 0x7f)) return true;
  }
  return false;
}

/** A condition read from the configuration, or what is wrong with it. */
export type ReadHost = { readonly condition: HostCondition } | { readonly problem: string };

/** Reads `example.com`, `[::1]`, `*.example.com`, or else, if it holds `*` or `[`, a regular expression. */
export function readHost(text: string): ReadHost {
  const ipv6 = ipv6Literal.exec(text);
  if (ipv6?.[1] !== undefined) return { problem: withoutPort };
  if (ipv6 !== null) return { condition: { kind: 'exact', host: text.toLowerCase() } };
  if (text === '*') return { problem: 'leave the host out to match every host' };
  if (text.startsWith('*.')) return readWildcard(text.slice(2));
  if (/[*[]/.test(text)) return readHostRegex(text);
  const problem = nameProblem(text);
  return problem === undefined ? { condition: { kind: 'exact', host: hostNameOf(text) } } : { problem };
}

const ipv6Literal = /^\[[0-9a-f:.]*:[0-9a-f:.]*\](:\d*)?$/i;

const withoutPort = 'a host is matched without its port; leave the port out';

function readWildcard(rest: string): ReadHost {
  const problem = /[*[]/.test(rest) ? 'a wildcard stands for leading labels only' : nameProblem(rest);
  return problem === undefined ? { condition: { kind: 'wildcard', parent: hostNameOf(rest) } } : { problem };
}

function readHostRegex(source: string): ReadHost {
  const compiled = compileRegex(source, { ignoreCase: true });
  return 'problem' in compiled ? compiled : { condition: { kind: 'regex', regex: compiled.regex } };
}

function nameProblem(name: string): string | undefined {
  if (/^[^:]*:\d*$/.test(name)) return withoutPort;
  if (/[\u0080-\uffff]/.test(name)) return 'a host is written in ASCII; write international names in their xn-- form';
  if (name === '' || /[^\x21-\x7e]|[/@?#:\\]/.test(name)) return 'this is not a host name';
  return undefined;
}
