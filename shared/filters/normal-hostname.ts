import { Fault } from '../errors/fault.ts';
import { normalizeHost } from '../http/host.ts';

/** A configured host in the form that requests carry. Runs once per place in the configuration. */
export function normalHostname(text: string): string {
  const host = normalizeHost(text);
  if (host === undefined) throw new Fault('internal', { detail: `${JSON.stringify(text)} is not a host` });
  return host;
}
