import { Fault } from '../../shared/errors/fault.ts';
import type { Address } from '../../shared/platform/transport.ts';

/** The fault for a connection that was not made. Failures after it was up are failures to agree on encryption. */
export function dialFault({ host, port }: Address, cause: Error, isConnected: boolean): Fault {
  const reason = (cause as NodeJS.ErrnoException).code ?? cause.message;
  const detail = `${host}:${port}: ${reason}`;
  return new Fault(isConnected ? 'upstream_tls_failed' : 'upstream_refused', { detail, cause, unsent: true });
}

/** The error for a name that nobody knows. */
export function notFound(name: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`no address for ${name}`), { code: 'ENOTFOUND' });
}

/** The host of `[::1]` without its brackets. */
export function bare(host: string): string {
  return host.startsWith('[') ? host.slice(1, -1) : host;
}
