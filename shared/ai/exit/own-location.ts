import type { HeaderList } from '../../http/header-list.ts';
import type { Target } from '../../upstream/target.ts';
import { targetHost } from '../../upstream/target-host.ts';
import { type Destination, pathHere } from '../providers/destination.ts';

/** Who was asked, and for what. */
export interface Asked {
  readonly target: Pick<Target, 'name' | 'address'>;
  /** The Host that it was sent. */
  readonly host: string;
  readonly destination: Destination;
  /** Host and path as the client sent them. */
  readonly client: { readonly host: string; readonly path: string };
}

/**
 * Makes a `location` at the target itself a path at this host: clients need not know the address of a target, and often
 * cannot reach it. One anywhere else stays.
 */
export function ownLocation(headers: HeaderList, asked: Asked): void {
  const location = headers.get('location');
  const parts = location === undefined ? null : absolute.exec(location);
  if (parts === null || !isAtTarget(parts[1]!.toLowerCase(), parts[2]!.toLowerCase(), asked)) return;
  headers.set('location', reference(parts[3]!, asked));
}

const absolute = /^(https?):\/\/([^/?#\\]*)(.*)$/i;

function isAtTarget(scheme: string, authority: string, { target, host, client }: Asked): boolean {
  if (scheme !== (target.address.tls ? 'https' : 'http') || authority === client.host.toLowerCase()) return false;
  return [target.name, targetHost(target), host].some((name) => name.toLowerCase() === authority);
}

/** Two slashes at the beginning would name a host (RFC 3986 §4.2). */
function reference(rest: string, { destination, client }: Asked): string {
  const end = /[?#]|$/.exec(rest)!.index;
  const path = pathHere(destination, rest.slice(0, end), client.path);
  return (/^\/[/\\]/.test(path) ? `/.${path}` : path) + rest.slice(end);
}
