import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Downstream } from '../../../shared/engine/downstream.ts';
import { Engine } from '../../../shared/engine/engine.ts';
import type { Handler, Replier } from '../../../shared/engine/handler.ts';
import type { Reply, Sendable } from '../../../shared/engine/reply.ts';
import { Fault } from '../../../shared/errors/fault.ts';
import type { RequestHead } from '../../../shared/http/head.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { FakePlatform } from '../../support/fake-platform.ts';
import { type PlanOptions, planOf } from '../../support/plan.ts';

const complete = { bytesSent: 0, bytesReceived: 0, fault: undefined };

const head: RequestHead = {
  ...{ method: 'GET', scheme: 'http', authority: 'example.test', path: '/', query: undefined, version: '1.1' },
  headers: new HeaderList(),
};

function empty(status: number): Reply {
  return { head: { status, headers: new HeaderList() }, body: null };
}

/** An engine that is asked at once; `taken` holds what it has answered so far. */
function asked(options: PlanOptions) {
  const plan = planOf(options);
  const taken: Sendable[] = [];
  const downstream: Downstream = {
    ...{ listener: 'main', peerAddress: '192.0.2.1', peerPort: 4000, localPort: 80, secure: false },
    pending: undefined,
    background() {},
    inform() {},
  };
  const engine = new Engine(plan, new FakePlatform());
  engine.serve(head, null, downstream, (reply) => taken.push(reply));
  return { engine, plan, taken, downstream };
}

/** A handler that the test answers for. */
class Later implements Handler {
  readonly name = 'later';
  repliers: Replier[] = [];

  answer(): Promise<Reply> {
    return Promise.reject(new Error('not expected'));
  }

  answerTo(_exchange: unknown, replier: Replier): void {
    this.repliers.push(replier);
  }
}

describe('an engine where nothing waits', () => {
  test('has answered before the call returns', () => {
    const { taken, engine } = asked({ handler: { name: 'now', answer: () => empty(204) } });

    assert.deepEqual(
      taken.map((reply) => reply.head.status),
      [204],
    );
    taken[0]!.finished(complete);
    assert.equal(engine.underWay, 0);
  });

  test('answers in the very call in which the handler does', () => {
    const handler = new Later();
    const { taken } = asked({ handler });
    assert.equal(taken.length, 0);

    handler.repliers[0]!.reply(empty(200));

    assert.equal(taken[0]!.head.status, 200);
    assert.equal(taken[0]!.head.headers.get('x-correlation-id'), 'id-1');
  });

  test('makes an error page of what the handler fails with, or throws, at once or later', () => {
    const later = new Later();
    const failing = asked({ handler: later });
    later.repliers[0]!.failed(new Fault('upstream_refused'));
    const throwing = asked({
      handler: {
        ...{ name: 'throws', answer: () => empty(200) },
        answerTo() {
          throw new Error('oh');
        },
      },
    });

    assert.deepEqual(
      [...failing.taken, ...throwing.taken].map((reply) => reply.head.status),
      [502, 500],
    );
  });

  test('makes an error page of an answer over which a filter fails', () => {
    const handler = new Later();
    const broken = {
      tapResponse: () => {
        throw new Error('oh');
      },
    };
    const { taken, plan } = asked({ handler, filters: [broken] });

    handler.repliers[0]!.reply({ ...empty(200), body: { length: 0, start() {}, resume() {}, cancel() {} } });

    assert.equal(taken[0]!.head.status, 500);
    taken[0]!.finished(complete);
    assert.equal(plan.finished[0]!.fault!.code, 'internal');
  });

  test('tells errors as everywhere else where the handler fails over telling them', () => {
    const handler: Handler = {
      name: 'broken',
      answer() {
        throw new Fault('upstream_refused');
      },
      error() {
        throw new Error('oh');
      },
    };

    const { taken } = asked({ handler });

    assert.equal(taken[0]!.head.status, 502);
  });

  test('answers once, whatever fails afterwards', () => {
    const { taken, plan } = asked({
      handler: {
        ...{ name: 'odd', answer: () => empty(200) },
        answerTo(_exchange, replier) {
          replier.reply(empty(200));
          throw new Error('oh');
        },
      },
    });
    taken[0]!.finished(complete);

    assert.equal(taken.length, 1);
    assert.equal(plan.finished[0]!.fault!.code, 'internal');
  });

  test('gives up what the request waits for when the client leaves', () => {
    const cancelled: Fault[] = [];
    const { downstream } = asked({
      handler: {
        ...{ name: 'waits', answer: () => empty(200) },
        answerTo(exchange) {
          exchange.onAbort = { cancel: (fault) => void cancelled.push(fault) };
        },
      },
    });

    downstream.pending!.abort(new Fault('client_left'));

    assert.deepEqual(
      cancelled.map(({ code }) => code),
      ['client_left'],
    );
  });
});
