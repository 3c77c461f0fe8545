import type { Exchange } from '../../engine/exchange.ts';
import type { HeaderList } from '../../http/header-list.ts';
import { queueSlot } from '../../upstream/queue-slot.ts';

/** Notes how many requests wait at the target, where its answer tells so in this field. */
export function noteQueue(exchange: Exchange, headers: HeaderList, field: string): void {
  const text = headers.get(field)?.trim();
  if (text !== undefined && /^\d{1,9}$/.test(text)) exchange.set(queueSlot, Number(text));
}
