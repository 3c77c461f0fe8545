import type { Target } from './target.ts';

/** The Host of a target by its address: without the port where that is the usual one (RFC 9110 §4.2.3). */
export function targetHost({ name, address }: { readonly name: string; readonly address: Place }): string {
  const usual = address.tls === undefined ? 80 : 443;
  return address.port === usual ? name.slice(0, name.lastIndexOf(':')) : name;
}

type Place = Pick<Target['address'], 'port'> & { readonly tls: object | undefined };
