/**
 * Tells origins that are listed: exactly, as `https://*.example.com` for the names below it at any depth, or with `:*`
 * for any port. A default port may be written or not; `null` must be listed to be meant. Linear in the origin.
 */
export function originRule(listed: readonly string[]): (origin: string) => boolean {
  const exact = new Set<string>();
  const patterns: Pattern[] = [];
  for (const text of listed) {
    const name = normal(text.trim());
    if (name.includes('*')) patterns.push(patternOf(name));
    else exact.add(name);
  }
  return (origin) => {
    const name = normal(origin);
    return exact.has(name) || patterns.some((pattern) => fits(name, pattern));
  };
}

/** Lower case, without a port that its scheme has anyway. */
function normal(origin: string): string {
  const name = origin.toLowerCase();
  if (name.startsWith('https://')) return name.endsWith(':443') ? name.slice(0, -4) : name;
  return name.startsWith('http://') && name.endsWith(':80') ? name.slice(0, -3) : name;
}

interface Pattern {
  readonly scheme: string;
  /** `.example.com` for names below it; else `undefined`. */
  readonly below: string | undefined;
  readonly host: string;
  readonly port: string;
}

function patternOf(text: string): Pattern {
  const { scheme, host, port } = partsOf(text);
  return { scheme, below: host.startsWith('*.') ? host.slice(1) : undefined, host, port };
}

function fits(origin: string, { scheme, below, host, port }: Pattern): boolean {
  const parts = partsOf(origin);
  if (parts.scheme !== scheme) return false;
  if (port === '*' ? !isPort.test(parts.port) : parts.port !== port) return false;
  if (below === undefined) return parts.host === host;
  // What stands for the star is one or more labels, never a part of another origin.
  return parts.host.endsWith(below) && isName.test(parts.host.slice(0, -below.length));
}

const isName = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;
const isPort = /^\d{0,5}$/;

function partsOf(origin: string): { readonly scheme: string; readonly host: string; readonly port: string } {
  const at = origin.indexOf('://');
  if (at === -1) return { scheme: '', host: origin, port: '' };
  const rest = origin.slice(at + 3);
  const colon = rest.lastIndexOf(':');
  // A colon within brackets is a part of an IPv6 address.
  if (colon === -1 || rest.endsWith(']')) return { scheme: origin.slice(0, at), host: rest, port: '' };
  return { scheme: origin.slice(0, at), host: rest.slice(0, colon), port: rest.slice(colon + 1) };
}
