import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BytesBody } from '../../../shared/http/bytes-body.ts';
import { cachingStage } from './play.ts';

const bcrypt = '$2b$04$SV4FI5TFvFw/LrKsIDxcTu.Bn82D9QTR02alfTxg0hX0WBlpV.COK';

describe('fields that rules of the route write', () => {
  test('are sent once, and told apart by, however often the cache looks at them', async () => {
    const stage = await cachingStage({
      route: 'vary-headers "X-User" "X-Added"',
      beside: 'filters "who" "edits" "id"',
      filters: `filter "who" { type "basic-auth"; user-header "X-User"
          users { user "ann" "${bcrypt}"; user "bob" "${bcrypt}" } }
        filter "edits" { type "headers"; phase "request"; add { X-Added "1" } }
        filter "id" { type "request-id"; accept "always" }`,
      top: 'observability { logging { access-log { enabled #true; format "json" } } }',
    });
    let number = 0;
    stage.origin = (call) => {
      number += 1;
      const headers = { 'cache-control': 'public, max-age=60', vary: 'X-User, X-Added, Accept-Language' };
      call.answer(200, new BytesBody(`answer ${number}`), headers);
    };
    const ask = async (user: string, language: string) => {
      const authorization = `Basic ${btoa(`${user}:open sesame`)}`;
      const headers = { authorization, 'accept-language': language, 'x-user': 'forged', 'x-request-id': 'one' };
      return (await stage.ask({ headers })).text;
    };
    const texts: string[] = [];
    for (const user of ['ann', 'bob', 'ann', 'bob'])
      for (const language of ['de', 'en']) texts.push(await ask(user, language));

    assert.deepEqual(texts.slice(0, 4), ['answer 1', 'answer 2', 'answer 3', 'answer 4']);
    assert.deepEqual(texts.slice(4), texts.slice(0, 4));
    assert.deepEqual(
      stage.calls.map(({ request: { head } }) =>
        ['x-user', 'x-added', 'x-request-id'].map((name) => head.headers.all(name)),
      ),
      ['ann', 'ann', 'bob', 'bob'].map((user) => [[user], ['1'], ['one']]),
    );
    assert.equal(stage.logged('access').length, 8, 'each request has one line');
    assert.deepEqual([stage.plan.upstreams.get('app')!.targets[0]!.inFlight, number], [0, 4]);
  });
});
