import { HeaderList } from '../../http/header-list.ts';
import { hopByHop } from '../../http/hop-by-hop.ts';
import { httpDate } from '../../http/http-date.ts';
import type { Directives } from './directives.ts';

/**
 * The fields that are kept of a response: not those of one connection or one request, and not those that the origin says
 * are for one user or to be asked for each time (RFC 9111 §3.1, §5.2.2.4, §5.2.2.7).
 */
export function storedFields(headers: HeaderList, directives: Directives, responseAt: number): HeaderList {
  const left = new Set([...directives.fields('no-cache'), ...directives.fields('private')]);
  const kept: string[] = [];
  const { flat } = headers;
  let isDated = false;
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i]!;
    if (left.has(name) || ofOneRequest.has(name) || hopByHop.has(name)) continue;
    if (name === 'date') isDated = true;
    kept.push(name, flat[i + 1]!);
  }
  // Whoever has a clock says when it came (RFC 9110 §6.6.1).
  if (!isDated) kept.push('date', httpDate(responseAt));
  return new HeaderList(kept);
}

/**
 * The kept fields after the origin said 304: those that came stand in place of their like, but for the ones without which
 * the bytes that are kept could not be read any more (RFC 9111 §3.2).
 */
export function freshenedFields(stored: HeaderList, came: HeaderList): HeaderList {
  const renewed = new Set<string>();
  for (const [name] of came) if (!ofTheBody.has(name)) renewed.add(name);
  const flat: string[] = [];
  for (const [name, value] of stored) if (!renewed.has(name)) flat.push(name, value);
  for (const [name, value] of came) if (renewed.has(name)) flat.push(name, value);
  return new HeaderList(flat);
}

const ofOneRequest: ReadonlySet<string> = new Set(['age', 'set-cookie', 'set-cookie2', 'x-correlation-id']);

const ofTheBody: ReadonlySet<string> = new Set(['content-encoding', 'content-length', 'content-range']);
