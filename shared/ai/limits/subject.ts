import type { Routed } from '../../engine/exchange.ts';
import { Fault } from '../../errors/fault.ts';
import type { Subject } from './quota.ts';

/** Reads of a request whose count it adds to, as the limits of filters do. */
export interface SubjectReader {
  /** `undefined` when the request lacks it. */
  read(exchange: Routed): string | undefined;
  /** The client by its address; never equal to anything that was read. */
  fallback(exchange: Routed): string;
}

/** What becomes of requests without the key: refused, counted by client address, or counted together. */
export type OnMissingKey = 'reject' | 'client-ip' | 'shared';

/** Tells whose count a request adds to, and what becomes of those that do not say. */
export function subjectBy(reader: SubjectReader, onMissing: OnMissingKey, name: string): Subject {
  return (exchange) => {
    const key = reader.read(exchange);
    if (key !== undefined) return key;
    if (onMissing === 'client-ip') return reader.fallback(exchange);
    if (onMissing === 'shared') return '?';
    throw new Fault('limit_key_missing', { detail: name });
  };
}
