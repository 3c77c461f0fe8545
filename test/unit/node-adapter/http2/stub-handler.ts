import type { Downstream } from '../../../../shared/engine/downstream.ts';
import type { Ending, Sendable, TakeReply } from '../../../../shared/engine/reply.ts';
import type { Fault } from '../../../../shared/errors/fault.ts';
import type { Body } from '../../../../shared/http/body.ts';
import { BytesBody } from '../../../../shared/http/bytes-body.ts';
import type { RequestHead } from '../../../../shared/http/head.ts';
import { HeaderList } from '../../../../shared/http/header-list.ts';
import type { RequestHandler } from '../../../../shared/http1/request-handler.ts';

/** One request that reached the handler, and how its answer ended. */
export interface Handled {
  readonly head: RequestHead;
  readonly body: Body | null;
  readonly downstream: Downstream;
  readonly endings: Ending[];
  readonly refusal: Fault | undefined;
  left: Fault | undefined;
}

/** How a test answers a request. */
export type Answering = (handled: Handled) => { status?: number; fields?: string[]; body?: Body | null } | 'never';

/** A handler whose answers the test says, and which remembers everything. */
export class StubHandler implements RequestHandler {
  answer: Answering = () => ({ body: new BytesBody('ok') });
  readonly handled: Handled[] = [];
  #onChange: (() => void) | undefined = undefined;

  serve(head: RequestHead, body: Body | null, downstream: Downstream, take: TakeReply): void {
    const handled = this.#note(head, body, downstream, undefined);
    downstream.pending = {
      abort: (fault) => {
        handled.left = fault;
        this.#onChange?.();
      },
    };
    const answer = this.answer(handled);
    if (answer !== 'never') take(this.#sendable(answer, handled));
  }

  refuse(fault: Fault, head: RequestHead, downstream: Downstream): Sendable {
    const handled = this.#note(head, null, downstream, fault);
    return this.#sendable({ status: fault.status, body: new BytesBody(fault.code) }, handled);
  }

  /** Resolves once `isSo` holds of the requests handled so far. */
  async until(isSo: (handled: readonly Handled[]) => boolean): Promise<void> {
    while (!isSo(this.handled)) {
      await new Promise<void>((resolve) => {
        this.#onChange = resolve;
        // What is looked at may also change without us.
        setTimeout(resolve, 5);
      });
    }
  }

  #note(head: RequestHead, body: Body | null, downstream: Downstream, refusal: Fault | undefined): Handled {
    const handled: Handled = { head, body, downstream, endings: [], refusal, left: undefined };
    this.handled.push(handled);
    this.#onChange?.();
    return handled;
  }

  #sendable(answer: Exclude<ReturnType<Answering>, 'never'>, handled: Handled): Sendable {
    const { status = 200, fields = [], body = null } = answer;
    return {
      head: { status, headers: new HeaderList(fields) },
      body,
      finished: (ending) => {
        handled.endings.push(ending);
        this.#onChange?.();
      },
    };
  }
}
