import type { RequestHead } from '../http/head.ts';
import type { Target } from './target.ts';
import { targetHost } from './target-host.ts';

/** How the `Host` sent upstream comes about: as the client named it, as the target is addressed, or a fixed name. */
export type HostHeader = 'preserve' | 'target' | { readonly fixed: string };

/** The `Host` for a target, where no rule of the route wrote another. */
export function hostFor(target: Target, { authority }: RequestHead, host: HostHeader): string {
  if (typeof host === 'object') return host.fixed;
  // A client of HTTP/1.0 may name no host; every request of HTTP/1.1 must.
  return host === 'preserve' && authority !== '' ? authority : targetHost(target);
}
