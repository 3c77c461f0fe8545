import assert from 'node:assert/strict';
import { BytesBody } from '../../../shared/http/bytes-body.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { httpDate } from '../../../shared/http/http-date.ts';
import { type Answer, type Ask, Stage, type StageOptions } from '../../liveness/stage.ts';
import type { FakeCall } from '../../support/fake-transport.ts';

/** What the origin answers when it is asked. */
export interface Given {
  readonly status?: number;
  /** Several values are several lines. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  /** Seconds from now in its date; no date at all when `none`. */
  readonly date?: number | 'none';
}

/** One request, and where its answer must come from. */
export interface Step extends Ask {
  /** Seconds that pass before it. */
  readonly later?: number;
  readonly gives?: Given | 'down';
  /** `validation`: from the origin, asked whether what is kept still holds. */
  readonly from: 'origin' | 'cache' | 'validation';
  readonly status?: number;
  readonly text?: string;
  /** Fields that the client must get; `null` those that it must not. */
  readonly gets?: Readonly<Record<string, string | null>>;
  /** Fields that the origin must get, likewise. */
  readonly sends?: Readonly<Record<string, string | null>>;
}

/** Settings around a play. */
export interface Scenery {
  /** Children of the `cache` block of the route. */
  readonly route?: string;
  /** Nodes at the top; the `cache` block of all routes. */
  readonly top?: string;
  /** Children of the route beside its cache. */
  readonly beside?: string;
  readonly filters?: string;
  readonly options?: StageOptions;
}

/** A stage whose one route has a cache. */
export function cachingStage({ route = '', top = '', beside = '', filters, options }: Scenery = {}): Promise<Stage> {
  const slots = {
    route: `cache { enabled #true; ${route} }; ${beside}`,
    top,
    ...(filters !== undefined && { filters }),
  };
  return Stage.of(slots, options);
}

/** Plays requests in turn and holds each answer against what must be. */
export async function play(steps: readonly Step[], scenery: Scenery = {}): Promise<Stage> {
  const stage = await cachingStage(scenery);
  for (const [at, step] of steps.entries()) {
    stage.platform.time.jump((step.later ?? 0) * 1000);
    stage.origin = (call) => give(stage, call, step.gives ?? {});
    const before = stage.calls.length;
    const answer = await stage.ask(step);
    // What goes on behind the back of the client ends too.
    for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
    const name = `step ${at + 1}`;
    assert.equal(originOf(stage, before), step.from, name);
    look(answer, step, name);
    if (step.sends) has(stage.sent, step.sends, `${name} upstream`);
    assert.equal(busy(stage), 0, `${name}: every place at the origin is given back`);
  }
  return stage;
}

/** Places at the origin that are taken. */
export function busy({ plan }: Stage): number {
  return plan.upstreams.get('app')!.targets[0]!.inFlight;
}

/** Lets the origin answer a call. */
export function give(stage: Stage, call: FakeCall, gives: Given | 'down'): void {
  if (gives === 'down') {
    call.refuse();
    return;
  }
  const { status = 200, headers = {}, body = `answer ${stage.calls.length}`, date = 0 } = gives;
  const dated = date === 'none' ? {} : { date: httpDate(stage.platform.time.now() + date * 1000) };
  const lines = Object.entries({ ...dated, ...headers }).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).flatMap((one) => [name, one]),
  );
  call.answer(status, status === 304 || status === 204 ? null : new BytesBody(body), new HeaderList(lines));
}

/** The date so many seconds from the time that a stage begins at. */
export function at(seconds: number): string {
  return httpDate(1_700_001_000_000 + seconds * 1000);
}

function originOf({ calls }: Stage, before: number): Step['from'] {
  if (calls.length === before) return 'cache';
  const { headers } = calls[before]!.request.head;
  return headers.has('if-none-match') || headers.has('if-modified-since') ? 'validation' : 'origin';
}

function look(answer: Answer, { status, text, gets }: Step, name: string): void {
  if (status !== undefined) assert.equal(answer.status, status, name);
  if (text !== undefined) assert.equal(answer.text, text, name);
  if (gets) has(answer.headers, gets, name);
}

function has(headers: Answer['headers'], wanted: Readonly<Record<string, string | null>>, name: string): void {
  for (const [field, value] of Object.entries(wanted)) {
    assert.equal(headers.joined(field) ?? null, value, `${name}: ${field}`);
  }
}
