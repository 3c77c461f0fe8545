import { Fault } from '../../shared/errors/fault.ts';
import { BytesBody } from '../../shared/http/bytes-body.ts';
import type { DialCaller, Dialer } from '../../shared/platform/dialer.ts';
import type { Address } from '../../shared/platform/transport.ts';
import type { FakeCall } from '../support/fake-transport.ts';
import { MemorySocket } from '../support/memory-socket.ts';
import type { Slots } from './config-text.ts';
import type { Stage } from './stage.ts';
import { quiet } from './wire.ts';

/** The kinds of health checks. */
export type CheckType = 'tcp' | 'http' | 'grpc' | 'inference';

/** How a target does when it is checked. */
export type Condition = 'well' | 'ill' | 'silent';

/** A check that a target was asked. */
export interface Asked {
  readonly at: number;
  readonly address: Address;
  /** `connect`, or method and path. */
  readonly what: string;
  readonly call: FakeCall | undefined;
  isCancelled: boolean;
}

/** An upstream with a check, as slots. */
export function checked(type: CheckType, settings = '', targets = 'target "a.test:80"'): Slots {
  return { targets, upstream: `health-check "${type}" { jitter-percent 0; ${settings} }` };
}

/** The jobs of a stage at work, against targets that are played. */
export class CheckedStage {
  readonly stage: Stage;
  readonly asked: Asked[] = [];
  /** How each host does; well unless said. */
  readonly conditions = new Map<string, Condition>();
  /** What a check by HTTP is answered, where it is not as the condition says. */
  answer: ((call: FakeCall) => void) | undefined;

  constructor(stage: Stage) {
    this.stage = stage;
    const dialer: Dialer = { dial: (address, caller) => this.#dial(address, caller) };
    Object.assign(stage.platform, { dialer });
    stage.origin = (call) => {
      if (call.request.head.headers.get('user-agent') === 'Sentinel-HealthCheck') this.#check(call);
      else call.answer(200, new BytesBody('ok'));
    };
  }

  start(): this {
    for (const job of this.stage.plan.jobs) job.start();
    return this;
  }

  /** Moves the clock on, with all that follows. */
  async pass(ms: number): Promise<this> {
    for (let left = ms; left > 0; left -= 20) {
      this.stage.platform.time.advance(20);
      if (left % 200 === 0) await quiet();
    }
    await quiet();
    return this;
  }

  #check(call: FakeCall): void {
    const { address, head } = call.request;
    const asked = this.#note(address, `${head.method} ${head.path}`, call);
    call.response.catch(() => {
      asked.isCancelled = call.cancelled.length > 0;
    });
    const condition = this.conditions.get(address.host) ?? 'well';
    if (condition === 'silent') return;
    if (this.answer) this.answer(call);
    else if (condition === 'ill') call.answer(503);
    else if (head.path.startsWith('/grpc')) call.answer(200, new BytesBody(serving), { 'grpc-status': '0' });
    else call.answer(200, new BytesBody('{"data":[{"id":"m"}]}'));
  }

  #dial(address: Address, caller: DialCaller) {
    const asked = this.#note(address, 'connect', undefined);
    const condition = this.conditions.get(address.host) ?? 'well';
    if (condition === 'well') queueMicrotask(() => caller.onConnected(new MemorySocket()));
    if (condition === 'ill') queueMicrotask(() => caller.onFailed(new Fault('upstream_refused')));
    return {
      cancel() {
        asked.isCancelled = true;
      },
    };
  }

  #note(address: Address, what: string, call: FakeCall | undefined): Asked {
    const asked = { at: this.stage.platform.time.monotonic(), address, what, call, isCancelled: false };
    this.asked.push(asked);
    return asked;
  }
}

const serving = Uint8Array.of(0, 0, 0, 0, 2, 8, 1);
