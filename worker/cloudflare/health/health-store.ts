import { array, parse } from 'valibot';
import type { Timers } from '../../../shared/platform/timers.ts';
import { inTime } from '../in-time.ts';
import { ejectionSchema } from './ejection-schema.ts';
import { foundTargetsSchema } from './found-targets.ts';
import type { HealthStore } from './shared-health.ts';
import { verdictSchema } from './verdict.ts';

/** Longest wait for the object. Nothing waits for it but the next try. */
const answerMs = 2_000;
/** One object for all upstreams, so that a single question tells an isolate everything. */
const objectName = 'all';
/** Only the path of it means anything. */
const urls = {
  ejections: 'http://health/ejections',
  verdicts: 'http://health/verdicts',
  targets: 'http://health/targets',
} as const;

/** Has the object discover targets and make its health checks, which then goes on by its alarm. */
export async function setChecksGoing(namespace: DurableObjectNamespace): Promise<void> {
  const response = await namespace.get(namespace.idFromName(objectName)).fetch(urls.verdicts);
  await response.body?.cancel();
}

/** The store behind the binding of `HealthObject`. */
export function healthObjectStore(namespace: DurableObjectNamespace, timers: Timers): HealthStore {
  const ask = async (what: keyof typeof urls, init: RequestInit): Promise<string> => {
    // A stub belongs to the request that made it.
    const stub = namespace.get(namespace.idFromName(objectName));
    const response = await stub.fetch(urls[what], init);
    const text = await response.text();
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    return text;
  };
  const asked = (what: keyof typeof urls, init: RequestInit): Promise<string> =>
    inTime(ask(what, init), timers, answerMs, 'it');
  return {
    read: async () => parse(array(ejectionSchema), JSON.parse(await asked('ejections', { method: 'GET' }))),
    targets: async () => parse(array(foundTargetsSchema), JSON.parse(await asked('targets', { method: 'GET' }))),
    verdicts: async () => parse(array(verdictSchema), JSON.parse(await asked('verdicts', { method: 'GET' }))),
    add: async (ejection) => void (await asked('ejections', { method: 'POST', body: JSON.stringify(ejection) })),
  };
}
