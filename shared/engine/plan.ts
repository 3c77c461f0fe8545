import type { HeaderEdits } from '../http/header-edits.ts';
import type { HeaderList } from '../http/header-list.ts';
import type { CidrSet } from '../http/ip.ts';
import type { ErrorStyle } from './error-reply.ts';
import type { Finished, Trace } from './exchange.ts';
import type { FilterHooks } from './filter.ts';
import type { Handler } from './handler.ts';
import type { PlanUse } from './plan-use.ts';

/** A checked configuration made ready to serve. Never changes; a reload replaces it whole. */
export interface Plan {
  /** By listener id. A request of an unknown listener is served by the first. */
  readonly listeners: ReadonlyMap<string, ListenerPlan>;
  readonly limits: RequestLimits;
  /** Style of errors that no route stands for. */
  readonly errorStyle: ErrorStyle;
  /** Continues the trace that came with the request, or starts one. */
  trace(headers: HeaderList): Trace;
  /** Told when requests begin and end; absent where nothing of the plan has to be let go of. */
  readonly use?: PlanUse | undefined;
  /** Told of every request once, after its last byte. */
  observe(exchange: Finished): void;
}

/** What one listener serves. */
export interface ListenerPlan {
  readonly id: string;
  /** Peers whose forwarding headers count. */
  readonly trusted: CidrSet;
  /** The route that takes the request. */
  match(facts: RouteFacts): Route | undefined;
  /** The methods that would have been taken, when only the method kept every route out. */
  allowedMethods(facts: RouteFacts): readonly string[] | undefined;
}

/** What routing looks at. */
export interface RouteFacts {
  readonly method: string;
  /** As the client named it, perhaps with a port. */
  readonly host: string;
  /** Normalised. */
  readonly path: string;
  readonly query: string | undefined;
  readonly headers: HeaderList;
}

/** Bounds on what a client may send. */
export interface RequestLimits {
  readonly maxHeaderBytes: number;
  readonly maxHeaderCount: number;
  readonly maxHeaderNameBytes: number;
  readonly maxHeaderValueBytes: number;
  readonly maxUriLength: number;
  readonly maxBodyBytes: number;
  /** Requests under way at once; more are answered 503. */
  readonly maxInFlight: number;
}

/** A route ready to serve. Each hook list holds only the filters that have the hook, in running order. */
export interface Route extends RouteHooks {
  readonly id: string;
  readonly handler: Handler;
  /** The upstream of a proxying route, for the log. */
  readonly upstreamName: string | undefined;
  /** Path prefixes of its conditions, longest first; what `replace-prefix-match` replaces. */
  readonly prefixes: readonly string[];
  readonly maxBodyBytes: number;
  readonly allowUpgrade: boolean;
  readonly errorStyle: ErrorStyle;
  /** Edits of the fields sent upstream, and of those sent to the client. */
  readonly requestEdits: HeaderEdits | undefined;
  readonly responseEdits: HeaderEdits | undefined;
  /** Longest a request may take from its head to its last byte. */
  readonly totalMs: number | undefined;
}

type Hook<Name extends keyof FilterHooks> = readonly NonNullable<FilterHooks[Name]>[];

/** The hooks of a route's filters: request hooks in the order of the configuration, the others in reverse. */
export interface RouteHooks {
  readonly onRequest: Hook<'onRequest'>;
  readonly onRequestBody: Hook<'onRequestBody'>;
  readonly onUpstream: Hook<'onUpstream'>;
  readonly onResponseBody: Hook<'onResponseBody'>;
  readonly answerInstead: Hook<'answerInstead'>;
  readonly onResponse: Hook<'onResponse'>;
  readonly tapResponse: Hook<'tapResponse'>;
  readonly transformResponse: Hook<'transformResponse'>;
  readonly onFinish: Hook<'onFinish'>;
}
