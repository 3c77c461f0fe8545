import { letGo } from '../engine/let-go.ts';
import type { Reply } from '../engine/reply.ts';
import { Fault } from '../errors/fault.ts';
import type { ResponseHead } from '../http/head.ts';
import type { KeptResponse, StoreWriter } from './cache-store.ts';
import type { CachedRequest } from './cached-request.ts';
import type { EntryHead } from './entry.ts';
import { entryHeadOf } from './entry-head.ts';
import type { Flight } from './flight.ts';
import type { OriginFetch } from './origin-fetch.ts';
import type { Timing } from './policy/age.ts';
import { keptBack } from './policy/may-store.ts';
import { saidToCaches } from './policy/targeted-directives.ts';
import { areOfUse } from './policy/terms.ts';
import { unionOf, variedBy } from './policy/vary.ts';
import { isAuthorized } from './request-key.ts';
import { SharedBody } from './shared-body.ts';

/** A fetch whose answer has come. */
export interface Arrived {
  readonly request: CachedRequest;
  readonly flight: Flight;
  readonly origin: OriginFetch;
  /** What was kept before. */
  readonly kept: KeptResponse | undefined;
}

/** Keeps what the origin answered, and lets all who wait read it as it comes; or leaves it to the one who asked. */
export async function keepReply(arrived: Arrived, reply: Reply, timing: Timing): Promise<void> {
  const { request, flight } = arrived;
  const { address, parts } = request;
  const { cache, options } = parts;
  const names = variedBy(reply.head.headers);
  const all = names === '*' ? '*' : unionOf(request.names, names);
  if (all === '*' || isKeptBack(request, reply.head)) return leaveUnshared(arrived, reply);
  const head = entryHeadOf(reply.head, { id: newId(request, timing), url: address.url, timing, usual: options });
  const isTooLarge = (reply.body?.length ?? 0) > options.maxBytes;
  const isOfUse = !isTooLarge && !flight.isOutdated && areOfUse(head.terms, reply.head.headers);
  const writer = isOfUse ? cache.store.put(request.entryKey(all), head) : undefined;
  if (!writer) return leaveUnshared(arrived, reply);
  cache.unshared.forget(address.key);
  if (all !== request.names && all.length > 0) await cache.store.mark(address.key, { names: all, url: address.url });
  await share(arrived, reply, { head, names: all, writer });
}

/** Whether a response may not be kept for others. */
export function isKeptBack({ exchange, asked, parts }: CachedRequest, { status, headers }: ResponseHead): boolean {
  const request = { method: 'GET', directives: asked, isAuthorized: isAuthorized(exchange) };
  return keptBack(request, { status, headers, said: saidToCaches(headers) }, parts.options) !== undefined;
}

/** An entry on its way into the store. */
interface Coming {
  readonly head: EntryHead;
  readonly names: readonly string[];
  readonly writer: StoreWriter;
}

async function share(
  { request, flight, origin }: Arrived,
  reply: Reply,
  { head, names, writer }: Coming,
): Promise<void> {
  const { cache, options } = request.parts;
  const landing = {
    kind: 'stream',
    head,
    chosenBy: { names, variant: request.variant(names) },
    came: reply.head,
  } as const;
  if (reply.body === null) {
    origin.finish(undefined);
    await writer.commit();
    cache.count('stores');
    cache.flights.land(flight, { ...landing, body: undefined }, origin);
    return;
  }
  const { body: source } = reply;
  const { room } = cache;
  await new Promise<void>((closed) => {
    const body = new SharedBody({
      ...{ source, writer, room, maxBytes: options.maxBytes, timers: cache.platform.timers },
      onClosing: (isKept) => {
        if (isKept) cache.count('stores');
        cache.flights.remove(flight);
      },
      onClosed: (fault) => {
        origin.finish(fault);
        closed();
      },
    });
    // Whoever comes while the bytes do may join.
    flight.land({ ...landing, body }, origin);
    body.start();
  });
}

/** The answer is for the one who asked; who waited asks by themselves, and who comes next does not wait. */
async function leaveUnshared({ request, flight, origin, kept }: Arrived, reply: Reply): Promise<void> {
  const { cache } = request.parts;
  cache.unshared.note(request.address.key, request.now());
  // What was kept is no longer what the origin would say.
  if (kept && !isFailure(reply.head.status)) await cache.store.delete(request.entryKey(request.names));
  const hasTaker = flight.hasFirst;
  cache.flights.land(flight, { kind: 'not-shared', reply, origin }, origin);
  if (hasTaker) return;
  const fault = new Fault('client_left');
  letGo(reply, fault);
  origin.finish(fault);
}

/** Failures that what is kept may stand in for (RFC 5861 §4). */
export function isFailure(status: number): boolean {
  return status === 500 || (status >= 502 && status <= 504);
}

function newId({ parts }: CachedRequest, { responseAt }: Timing): string {
  return `${responseAt.toString(36)}-${parts.cache.platform.random.next().toString(36).slice(2)}`;
}
