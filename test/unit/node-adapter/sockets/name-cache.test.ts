import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NameCache, type OnAddresses } from '../../../../node-adapter/sockets/name-cache.ts';

const address = { address: '192.0.2.1', family: 4 };

/** A cache whose look-ups are answered by hand, on a clock moved by hand. */
function setUp() {
  const asked: { name: string; tell: OnAddresses }[] = [];
  const clock = { now: 0 };
  const cache = new NameCache(
    () => clock.now,
    (name, tell) => asked.push({ name, tell }),
  );
  const find = (name: string): Promise<number> =>
    new Promise((resolve, reject) => {
      cache.find(name, (error, addresses) => (error === null ? resolve(addresses.length) : reject(error)));
    });
  return { asked, clock, find };
}

describe('name cache', () => {
  test('asks once for many that ask at the same time', async () => {
    const { asked, find } = setUp();

    const answers = Promise.all([find('a.test'), find('a.test'), find('a.test')]);
    asked[0]?.tell(null, [address, address]);

    assert.deepEqual(await answers, [2, 2, 2]);
    assert.equal(asked.length, 1);
  });

  test('remembers an answer for a while, not for ever', async () => {
    const { asked, clock, find } = setUp();
    const first = find('a.test');
    asked[0]?.tell(null, [address]);
    await first;

    clock.now = 9_999;
    assert.equal(await find('a.test'), 1);
    assert.equal(asked.length, 1);
    clock.now = 10_000;
    void find('a.test');

    assert.equal(asked.length, 2);
  });

  test('asks again after a failure', async () => {
    const { asked, find } = setUp();
    const first = find('a.test');
    asked[0]?.tell(new Error('no answer'), []);
    await assert.rejects(first, /no answer/);

    void find('a.test');

    assert.equal(asked.length, 2);
  });

  test('goes on with the last answer for an hour while nobody can tell', async () => {
    const { asked, clock, find } = setUp();
    const first = find('a.test');
    asked[0]?.tell(null, [address, address]);
    await first;
    const failNext = async () => {
      const answer = find('a.test');
      asked.at(-1)?.tell(Object.assign(new Error('no server answers'), { code: 'EAI_AGAIN' }), []);
      return answer;
    };

    clock.now = 3_599_999;
    assert.equal(await failNext(), 2);
    clock.now += 1_000;
    assert.equal(await find('a.test'), 2);
    assert.equal(asked.length, 2, 'asked again too soon');

    clock.now = 3_620_000;
    await assert.rejects(failNext(), /no server answers/);
  });

  for (const code of ['ENOTFOUND', 'DNS_ENOTFOUND', 'ENODATA']) {
    test(`believes ${code}, whatever it was told before`, async () => {
      const { asked, clock, find } = setUp();
      const first = find('a.test');
      asked[0]?.tell(null, [address]);
      await first;

      clock.now = 10_000;
      const answer = find('a.test');
      asked[1]?.tell(Object.assign(new Error('no such name'), { code }), []);

      await assert.rejects(answer, /no such name/);
    });
  }

  test('forgets the oldest name when it knows too many', async () => {
    const { asked, find } = setUp();
    for (let i = 0; i <= 1_000; i += 1) {
      const answer = find(`${i}.test`);
      asked[i]?.tell(null, [address]);
      await answer;
    }

    assert.equal(await find('1000.test'), 1);
    assert.equal(asked.length, 1_001);
    void find('0.test');

    assert.equal(asked.length, 1_002);
  });
});
