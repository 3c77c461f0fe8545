import { timers } from '../../../shared/fetch/platform.ts';
import { cloudflarePlatform } from '../platform.ts';
import { EdgeStore } from './edge-store.ts';
import { KvPurges } from './kv-purges.ts';

/** The cache of the data centre, whose purges stand in a KV namespace. */
export function edgeCache(namespace: KVNamespace | undefined): EdgeStore {
  const { clock } = cloudflarePlatform;
  return new EdgeStore({
    open: () => caches.open('sentinel'),
    purges: new KvPurges(namespace, { clock, timers }),
    ...{ clock, timers },
    // Requests may have ended when something is kept, and only this way of telling needs none.
    background: (work) => void import('cloudflare:workers').then(({ waitUntil }) => waitUntil(work)),
  });
}
