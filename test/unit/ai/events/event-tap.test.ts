import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EventTap } from '../../../../shared/ai/events/event-tap.ts';
import { Fault } from '../../../../shared/errors/fault.ts';
import { utf8 } from '../../../support/ai/read-events.ts';

function watched(maxEventBytes?: number) {
  const seen: (string | undefined)[] = [];
  const watcher = {
    event: ({ data }: { data: string }) => void seen.push(data),
    closed: (fault: Fault | undefined) => void seen.push(fault?.code),
  };
  return { seen, tap: new EventTap('sse', watcher, maxEventBytes) };
}

describe('a tap of events', () => {
  test('sees every event and then the end, also an event that was cut', () => {
    const { seen, tap } = watched();
    tap.chunk(utf8('data: a\n\ndata:'));
    tap.chunk(utf8(' b'));
    tap.closed(undefined);

    assert.deepEqual(seen, ['a', 'b', undefined]);
  });

  test('stops reading at an event past the bound, and tells of it at the end', () => {
    const { seen, tap } = watched(20);
    tap.chunk(utf8('data: a\n\n'));
    tap.chunk(utf8('x'.repeat(21)));
    tap.chunk(utf8('data: b\n\n'));
    tap.closed(undefined);

    assert.deepEqual(seen, ['a', 'upstream_bad_response']);
  });

  test('tells first of what broke the body off', () => {
    const { seen, tap } = watched();
    tap.closed(new Fault('client_left'));

    assert.deepEqual(seen, ['client_left']);
  });
});
