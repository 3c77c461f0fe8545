import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { collectBody } from '../../../shared/http/collect-body.ts';
import type { RequestHead } from '../../../shared/http/head.ts';
import { HeaderList } from '../../../shared/http/header-list.ts';
import { cachingStage, give } from './play.ts';

const head: RequestHead = {
  ...{ method: 'GET', scheme: 'http', authority: 'app.test', path: '/', query: undefined, version: '1.1' },
  headers: new HeaderList(),
};

describe('what an origin says before its answer', () => {
  for (const status of [102, 103]) {
    test(`${status} reaches the client that is waited for, and the answer is kept without it`, async () => {
      const stage = await cachingStage();
      stage.origin = (call) => {
        call.request.informed?.inform({ status, headers: new HeaderList(['link', '</a.css>; rel=preload']) });
        give(stage, call, { headers: { 'cache-control': 'max-age=60' } });
      };
      const told: number[] = [];
      const downstream = {
        ...{ listener: 'main', peerAddress: '192.0.2.1', peerPort: 4000, localPort: 8080, secure: false },
        pending: undefined,
        background() {},
        inform: (informed: { readonly status: number }) => void told.push(informed.status),
      };
      for (let i = 0; i < 2; i += 1) {
        const reply = await stage.engine.handle(head, null, downstream);
        await collectBody(reply.body!, 1000);
        reply.finished({ bytesSent: 0, bytesReceived: 0, fault: undefined });
      }

      assert.deepEqual(told, [status]);
    });
  }
});
