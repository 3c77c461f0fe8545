import type { HeaderList } from '../http/header-list.ts';
import type { BodyReplacement, BodyTap, BodyTransform } from '../http/transform.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { LedgerOpener } from '../ledger/ledger-opener.ts';
import type { Platform } from '../platform/platform.ts';
import type { Leg } from '../upstream/leg.ts';
import type { ErrorStyle } from './error-reply.ts';
import type { Answered, Finished, Routed } from './exchange.ts';
import type { Reply } from './reply.ts';
import type { AskUpstream } from './sub-request.ts';
import type { WaitingRoom } from './waiting-room.ts';

/** `undefined` lets the request go on; a reply ends it. */
export type Verdict = Reply | undefined;

/**
 * What a filter does and when. A hook that is there is run; one that is not costs nothing. The body hooks are also the
 * request for the body: nothing is buffered, watched or changed unless a filter of the route has the hook.
 * Request hooks run in the order of the configuration, response hooks in reverse.
 */
export interface FilterHooks {
  /** Longest a request of the route may take, in place of the route's own. */
  readonly totalMs?: number | undefined;
  /** What the errors of the route look like, in place of the route's own. */
  readonly errorStyle?: ErrorStyle | undefined;
  /** Head known, body untouched. */
  onRequest?(exchange: Routed): Verdict | Promise<Verdict>;
  /** The whole request body, once it is in memory. */
  readonly onRequestBody?: {
    /** Bytes to buffer at most; a larger body is answered 413. */
    readonly limit: number;
    run(exchange: Routed, content: Uint8Array): Verdict | Promise<Verdict>;
  };
  /**
   * The fields about to be sent upstream, forwarding fields included; runs before the first try. The place for header edits.
   * A cache looks at what would be sent by the same hook, so that it may run several times: it changes nothing but the list.
   */
  onUpstream?(exchange: Routed, headers: HeaderList): void;
  /** The whole body of an answer, before anything of it is sent. Runs before all other response hooks; not for tunnels. */
  readonly onResponseBody?: {
    /** Bytes to hold at most; `undefined` lets the answer go by. Called with the head alone. */
    limit(exchange: Answered): number | undefined;
    /** Throws a fault to refuse the answer. There is no content where there is no body. */
    run(exchange: Answered, content: Uint8Array | undefined): void;
  };
  /** A reply to send in place of the one there is, which is let go of. Runs before all `onResponse`. */
  answerInstead?(exchange: Answered): Reply | undefined;
  /** The response head, before it is sent. Runs for replies of filters and handlers too. */
  onResponse?(exchange: Answered): void | Promise<void>;
  /** Watches the response body. */
  tapResponse?(exchange: Answered): BodyTap | undefined;
  /** Changes the response body; `content-length` is dropped when it answers a transform. */
  transformResponse?(exchange: Answered): BodyTransform | BodyReplacement | undefined;
  /** After the last byte, or after the request broke off. Always, and once. */
  onFinish?(exchange: Finished): void;
}

/** One kind of filter: a row of the table in `filters/index.ts`. */
export interface FilterDefinition<Name extends string, Options> {
  readonly name: Name;
  /** Runs once per place in the configuration, never per request. */
  create(options: Options, parts: FilterParts): FilterHooks;
}

/** What a filter is made with beside its options. */
export interface FilterParts {
  readonly platform: Platform;
  /** Where things are counted that must be counted once. */
  readonly ledgers: LedgerOpener;
  /** Where requests wait that a filter holds back. */
  readonly waitingRoom: WaitingRoom;
  /** The virtual keys of the configuration; absent where it has none. */
  readonly keys?: KeyRing | undefined;
  /** The filter and the route it is made for, as they are named in logs. */
  readonly filterId: string;
  readonly routeId: string;
  /** The part of the configuration that the route is in: empty for the whole, else `ns` or `ns:service`. */
  readonly scope: string;
  readonly upstreamName: string | undefined;
  /** What a body may become when it is decoded, where the filter itself says nothing of it. */
  readonly decoding: { readonly maxRatio: number; readonly maxBytes: number };
  /** Told, in a sentence, what is wrong with something outside that the filter needs. */
  readonly onProblem: (problem: string) => void;
  /** Least level of the lines about the program. */
  readonly leastLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error';
  /** The way to an upstream that the filter names, for requests of this route; the name is looked up where the filter stands. */
  readonly legs: (upstream: string) => Leg;
  /** How an upstream is asked that the filter names; the name is looked up where the filter stands. */
  readonly asks: (upstream: string) => AskUpstream;
}

/** Types a filter definition; the options are those of the configuration schema for this `type`. */
export function defineFilter<const Name extends string, Options>(
  definition: FilterDefinition<Name, Options>,
): FilterDefinition<Name, Options> {
  return definition;
}
