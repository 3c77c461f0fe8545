import assert from 'node:assert/strict';
import type { OriginCall } from '../../support/raw-origin-call.ts';
import type { Case, Ports } from '../case.ts';
import { errorCode } from '../error-code.ts';
import { prefixRoute, sentinel, upstream } from '../kdl.ts';
import type { World } from '../world.ts';

export const alsoByFetch = true;

export const config = (ports: Ports) =>
  sentinel(ports, { upstreams: upstream('app', [ports.a]), routes: prefixRoute('all', '/', 'app') });

type Breaking = 'fin' | 'reset';

/** Sends a head and a beginning; once the client has it, breaks off in one way or the other. */
async function breakMidway(world: World, head: readonly string[], begin: string, how: Breaking): Promise<string> {
  const gate = Promise.withResolvers<void>();
  world.origin.answer(async (call) => {
    call.head('200 OK', ['Content-Type: text/event-stream', ...head]);
    call.write(begin);
    await gate.promise;
    if (how === 'fin') call.close();
    else await call.reset();
  });
  const reply = await (await world.start('GET /')).reply();
  assert.equal(String(await reply.body.atLeast(5)).slice(0, 5), 'begin');
  gate.resolve();
  await reply.body.chunks();
  return reply.body.ended;
}

/** The answer to a client whose upstream announces a hundred bytes, sends five and closes. */
async function shortAnswerThatBreaks(world: World) {
  world.origin.answer((call) => {
    call.head('200 OK', ['Content-Type: application/json', 'Content-Length: 100']);
    call.write('begin');
    call.close();
  });
  return (await world.start('GET /')).reply();
}

/** When the origin sees the other side leave, after it has done this and no more. */
function whenLeft(world: World, begin: (call: OriginCall) => void): Promise<number> {
  const left = Promise.withResolvers<number>();
  world.origin.answer(async (call) => {
    void call.gone.then(() => left.resolve(performance.now()));
    begin(call);
    await call.stall();
  });
  return left.promise;
}

function beginStream(call: OriginCall): void {
  call.head('200 OK', ['Content-Type: text/event-stream', 'Transfer-Encoding: chunked']);
  call.chunk('begin');
}

/** Sooner than any timeout would have it; how much sooner is for nobody to say on a busy machine. */
function heldPromise(tookMs: number): void {
  assert.ok(tookMs <= 20_000, `${Math.round(tookMs)} ms`);
}

export const cases: readonly Case[] = [
  {
    name: 'breaks off what the upstream breaks off before the announced length, by reset',
    async run(world) {
      assert.equal(await breakMidway(world, ['Content-Length: 100'], 'begin', 'reset'), 'broken');
    },
  },
  {
    name: 'breaks off what the upstream ends before the announced length',
    async run(world) {
      assert.equal(await breakMidway(world, ['Content-Length: 100'], 'begin', 'fin'), 'broken');
    },
  },
  {
    name: 'passes on what there was of a short answer that the upstream ends too early, and breaks it off',
    differs: { 'workerd-fetch': 'whole-answers' },
    async run(world) {
      const reply = await shortAnswerThatBreaks(world);

      assert.equal(String(await reply.body.atLeast(5)), 'begin');
      await reply.body.chunks();
      assert.equal(await reply.body.ended, 'broken');
    },
    async otherwise(world) {
      const reply = await shortAnswerThatBreaks(world);
      await reply.body.chunks();

      assert.equal(reply.status, 200);
      assert.equal(await reply.body.ended, 'broken');
    },
  },
  {
    name: 'lets the upstream go when the client leaves in the middle of a short answer',
    async run(world) {
      const begun = Promise.withResolvers<void>();
      const left = Promise.withResolvers<unknown>();
      world.origin.answer(async (call) => {
        call.head('200 OK', ['Content-Type: application/json', 'Content-Length: 100']);
        call.write('begin');
        begun.resolve();
        left.resolve(await call.gone);
      });
      const client = await world.start('GET /');
      await begun.promise;
      client.reset();

      await left.promise;
    },
  },
  {
    name: 'breaks off what the upstream breaks off between chunks, by reset',
    async run(world) {
      assert.equal(await breakMidway(world, ['Transfer-Encoding: chunked'], '5\r\nbegin\r\n', 'reset'), 'broken');
    },
  },
  {
    name: 'breaks off what the upstream ends without the last chunk',
    async run(world) {
      assert.equal(await breakMidway(world, ['Transfer-Encoding: chunked'], '5\r\nbegin\r\n', 'fin'), 'broken');
    },
  },
  {
    name: 'breaks off what the upstream frames wrongly midway',
    async run(world) {
      const gate = Promise.withResolvers<void>();
      world.origin.answer(async (call) => {
        call.head('200 OK', ['Content-Type: text/event-stream', 'Transfer-Encoding: chunked']);
        call.chunk('begin');
        await gate.promise;
        call.write('nonsense\r\n');
        await call.stall();
      });
      const { body } = await (await world.start('GET /')).reply();
      assert.equal(String(await body.next()), 'begin');
      gate.resolve();

      assert.equal(await body.next(), undefined);
      assert.equal(await body.ended, 'broken');
    },
  },
  {
    name: 'breaks off an answer without length whose connection breaks',
    async run(world) {
      assert.equal(await breakMidway(world, [], 'begin', 'reset'), 'broken');
    },
  },
  {
    name: 'answers 502 when the upstream closes before its answer',
    async run(world) {
      world.origin.answer((call) => call.close());
      const reply = await world.ask('GET /');

      assert.equal(reply.status, 502);
      assert.equal(errorCode(reply), 'upstream_reset');
    },
  },
  {
    name: 'answers 502 when the upstream does not answer in HTTP',
    differs: { 'workerd-fetch': 'http-parser-upstream' },
    async run(world) {
      world.origin.answer((call) => {
        call.write('SSH-2.0-OpenSSH_9.2\r\n');
        call.close();
      });
      const reply = await world.ask('GET /');

      assert.equal(reply.status, 502);
      assert.equal(errorCode(reply), 'upstream_bad_response');
    },
    async otherwise(world) {
      world.origin.answer((call) => {
        call.write('SSH-2.0-OpenSSH_9.2\r\n');
        call.close();
      });

      assert.equal((await world.ask('GET /')).status, 502);
    },
  },
  {
    name: 'answers 502 when the answer of the upstream has two lengths',
    differs: { 'workerd-fetch': 'http-parser-upstream' },
    async run(world) {
      world.origin.answer((call) => {
        call.head('200 OK', ['Content-Length: 2', 'Transfer-Encoding: chunked']);
        call.write('0\r\n\r\n');
        call.close();
      });
      const reply = await world.ask('GET /');

      assert.equal(reply.status, 502);
      assert.equal(errorCode(reply), 'upstream_bad_response');
    },
  },
  {
    name: 'breaks the request off for the upstream when the client leaves in the middle of its body',
    async run(world) {
      const client = await world.send(world.head('POST /', { headers: ['Content-Length: 100'] }));
      client.send('begin');
      const seen = await world.origin.request();
      client.reset();

      assert.equal(await seen.body.ended, 'broken');
    },
  },
  {
    name: 'breaks a chunked request off for the upstream when the client leaves between chunks',
    async run(world) {
      const client = await world.send(world.head('POST /', { headers: ['Transfer-Encoding: chunked'] }));
      client.send('5\r\nbegin\r\n');
      const seen = await world.origin.request();
      client.reset();

      assert.equal(await seen.body.ended, 'broken');
    },
  },
  {
    name: 'lets the upstream go at once when the client leaves before the answer',
    async run(world) {
      const left = whenLeft(world, () => {});
      const client = await world.start('GET /');
      await world.origin.request();
      const at = performance.now();
      client.reset();

      heldPromise((await left) - at);
    },
  },
  {
    name: 'lets the upstream go at once when the client leaves in the middle of the answer',
    async run(world) {
      const left = whenLeft(world, beginStream);
      const client = await world.start('GET /');
      await (await client.reply()).body.next();
      const at = performance.now();
      client.reset();

      heldPromise((await left) - at);
    },
  },
  {
    name: 'lets the upstream go at once when the client closes in the middle of the answer',
    differs: { workerd: 'late-close', 'workerd-fetch': 'late-close' },
    async run(world) {
      const left = whenLeft(world, beginStream);
      const client = await world.start('GET /');
      await (await client.reply()).body.next();
      const at = performance.now();
      client.close();

      heldPromise((await left) - at);
    },
  },
  {
    name: 'serves others unharmed after all of this',
    async run(world) {
      assert.equal((await world.ask('GET /')).text, 'ok');
    },
  },
];
