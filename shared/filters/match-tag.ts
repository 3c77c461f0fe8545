import type { Answered } from '../engine/exchange.ts';
import { weakTag } from '../http/conditional.ts';

/**
 * What was coded or decoded on its way carries the weak form of its tag. A 304 has nothing but the tag that the client
 * asked by to tell whether that was so; answers whether it was.
 */
export function matchTag({ received, response: { headers } }: Answered): boolean {
  const etag = headers.get('etag');
  const asked = received.headers.joined('if-none-match');
  if (etag === undefined || asked === undefined || etag.startsWith('W/')) return false;
  const weak = weakTag(etag);
  if (!asked.includes(weak) || asked.replaceAll(weak, '').includes(etag)) return false;
  headers.set('etag', weak);
  return true;
}
