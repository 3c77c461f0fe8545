import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { lastHopReply } from '../../../shared/handlers/last-hop.ts';
import { collectBody } from '../../../shared/http/collect-body.ts';
import { routedExchange } from '../../support/exchange.ts';

describe('a request that may go no further', () => {
  test('is answered here when it is OPTIONS or TRACE', () => {
    for (const method of ['OPTIONS', 'TRACE']) {
      assert.equal(lastHopReply(routedExchange({ method, headers: { 'max-forwards': '0' } }))?.head.status, 200);
    }
  });

  test('goes on when it has hops left, or says nothing of them, or has another method', () => {
    for (const [method, headers] of [
      ['OPTIONS', { 'max-forwards': '1' }],
      ['TRACE', { 'max-forwards': '10' }],
      ['OPTIONS', { 'max-forwards': '' }],
      ['OPTIONS', {}],
      ['GET', { 'max-forwards': '0' }],
    ] as const) {
      assert.equal(lastHopReply(routedExchange({ method, headers })), undefined);
    }
  });

  test('is shown to a client that traces it, without what may be secret', async () => {
    const headers = {
      'max-forwards': '0',
      via: '1.1 edge',
      cookie: 'a=secret',
      authorization: 'secret',
      'x-api-key': 's',
    };
    const reply = lastHopReply(routedExchange({ method: 'TRACE', path: '/a', query: 'b', headers }));

    assert.equal(
      new TextDecoder().decode(await collectBody(reply!.body!, 1000)),
      'TRACE /a?b HTTP/1.1\r\nHost: example.test\r\nmax-forwards: 0\r\nvia: 1.1 edge\r\n\r\n',
    );
    assert.equal(reply!.head.headers.get('content-type'), 'message/http');
  });
});
