import { setTimeout as wait } from 'node:timers/promises';
import type { Behaviour } from '../support/raw-origin.ts';
import type { OriginCall } from '../support/raw-origin-call.ts';
import { encodeFrame } from '../support/websocket-frames.ts';

/** What a request of the storm asks its target to do, as its query says. */
export interface Order {
  readonly id: string;
  readonly temper: Temper;
  readonly length: number;
}

/** The bytes that a whole answer to this request holds: no other request's answer looks like it. */
export function contentFor(id: string, length: number): Buffer {
  return Buffer.alloc(length, `${id};`);
}

/** Every way in which a target of the storm takes a request. */
export const tempers = {
  sized: async (call, order) => {
    await call.content();
    answer(call, order, `Content-Length: ${order.length}`);
    call.write(contentFor(order.id, order.length));
  },
  chunked: async (call, order) => {
    await call.content();
    answer(call, order, 'Transfer-Encoding: chunked');
    for (const piece of piecesOf(order)) call.chunk(piece);
    call.endChunks();
  },
  'until-close': async (call, order) => {
    await call.content();
    answer(call, order, 'Connection: close');
    call.write(contentFor(order.id, order.length));
    await hangUp(call);
  },
  trickle: async (call, order) => {
    await call.content();
    answer(call, order, 'Transfer-Encoding: chunked');
    for (const piece of piecesOf(order)) {
      call.chunk(piece);
      await wait(15);
    }
    call.endChunks();
  },
  early: async (call, order) => {
    answer(call, order, `Content-Length: ${order.length}`, 'Connection: close');
    call.write(contentFor(order.id, order.length));
    await hangUp(call);
  },
  'early-and-on': (call, order) => {
    answer(call, order, `Content-Length: ${order.length}`);
    call.write(contentFor(order.id, order.length));
  },
  informs: async (call, order) => {
    for (let i = 0; i < 20; i += 1) call.head('103 Early Hints', ['Link: </a.css>; rel=preload']);
    await tempers.sized(call, order);
  },
  unavailable: async (call, order) => {
    await call.content();
    call.head('503 Service Unavailable', [...marks(order), `Content-Length: ${order.length}`]);
    call.write(contentFor(order.id, order.length));
  },
  resets: async (call) => call.reset(),
  closes: async (call) => {
    await call.content();
    await hangUp(call);
  },
  stalls: async (call) => {
    await call.content();
    await call.stall();
  },
  'reads-nothing': async (call) => {
    // Who does not read does not learn that the other side is gone either.
    await Promise.race([call.gone, wait(2500)]);
    await call.reset();
  },
  'breaks-sized': async (call, order) => {
    await call.content();
    answer(call, order, `Content-Length: ${order.length + 1000}`);
    await call.pump(contentFor(order.id, order.length));
    await call.reset();
  },
  'breaks-chunked': async (call, order) => {
    await call.content();
    answer(call, { ...order, length: order.length + 1000 }, 'Transfer-Encoding: chunked');
    for (const piece of piecesOf(order)) call.chunk(piece);
    await hangUp(call);
  },
  'stalls-within': async (call, order) => {
    await call.content();
    answer(call, { ...order, length: order.length + 1000 }, `Content-Length: ${order.length + 1000}`);
    call.write(contentFor(order.id, order.length));
    await call.stall();
  },
  'says-too-much': async (call, order) => {
    answer(call, { ...order, length: 5 }, 'Content-Length: 5');
    call.write(`${contentFor(order.id, 5).toString()}HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged`);
    await hangUp(call);
  },
  'floods-informs': async (call) => {
    for (let i = 0; i < 200; i += 1) call.head('103 Early Hints', ['Link: </a.css>; rel=preload']);
    await hangUp(call);
  },
  'is-no-http': async (call) => {
    call.write('220 mail.test ESMTP\r\n');
    await hangUp(call);
  },
} as const satisfies Record<string, (call: OriginCall, order: Order) => void | Promise<void>>;

export type Temper = keyof typeof tempers;

/** What a target does: as its request orders, or, for a WebSocket, gives back what it gets. */
export const obeys: Behaviour = async (call) => {
  const { pathname, searchParams } = new URL(call.request.target, 'http://target.test');
  if (pathname.startsWith('/ws')) return echoes(call);
  const temper = searchParams.get('do') as Temper;
  const order = { id: searchParams.get('id') ?? '', temper, length: Number(searchParams.get('length')) };
  // Who leaves while he is answered is no failure of the target.
  await Promise.resolve(tempers[temper](call, order)).catch(() => hangUp(call));
};

/** Gives back every byte of the other protocol, until the other side ends or a frame says so. */
async function echoes(call: OriginCall): Promise<void> {
  call.head('101 Switching Protocols', ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Accept: x']);
  call.write(encodeFrame(1, Buffer.from('hello'), { masked: false }));
  for (let bytes = await call.reader.some(65_536); bytes !== undefined; bytes = await call.reader.some(65_536)) {
    call.write(bytes);
  }
  await hangUp(call);
}

/** Ends the connection, and reads past what still comes: unread bytes would keep it from closing. */
async function hangUp(call: OriginCall): Promise<void> {
  call.close();
  while ((await call.reader.some(65_536)) !== undefined);
}

function answer(call: OriginCall, order: Order, ...lines: readonly string[]): void {
  call.head('200 OK', [...marks(order), ...lines]);
}

function marks({ id, length }: Order): string[] {
  return [`X-Soak-Id: ${id}`, `X-Soak-Length: ${length}`];
}

function piecesOf({ id, length }: Order): Buffer[] {
  const content = contentFor(id, length);
  const size = Math.max(1, Math.ceil(length / 12));
  return Array.from({ length: Math.ceil(length / size) }, (_, i) => content.subarray(i * size, (i + 1) * size));
}
