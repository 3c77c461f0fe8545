import { array, parse } from 'valibot';
import type { Timers } from '../../../shared/platform/timers.ts';
import { inTime } from '../in-time.ts';
import { ejectionSchema } from './ejection-schema.ts';
import type { HealthStore } from './shared-health.ts';

/** Longest wait for the object. Nothing waits for it but the next try. */
const answerMs = 2_000;
/** One object for all upstreams, so that a single question tells an isolate everything. */
const objectName = 'all';
/** Only the path of it means anything. */
const url = 'http://health/ejections';

/** The store behind the binding of `HealthObject`. */
export function healthObjectStore(namespace: DurableObjectNamespace, timers: Timers): HealthStore {
  const ask = async (init: RequestInit): Promise<string> => {
    // A stub belongs to the request that made it.
    const stub = namespace.get(namespace.idFromName(objectName));
    const response = await stub.fetch(url, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    return text;
  };
  const asked = (init: RequestInit): Promise<string> => inTime(ask(init), timers, answerMs, 'it');
  return {
    read: async () => parse(array(ejectionSchema), JSON.parse(await asked({ method: 'GET' }))),
    add: async (ejection) => void (await asked({ method: 'POST', body: JSON.stringify(ejection) })),
  };
}
