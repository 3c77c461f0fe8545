import { largeBytes, sample, sha256 } from '../sample.ts';

/** Does what the `fetch` of Deno or Bun can, at the address given, and prints what came of it as JSON. */
const base = process.argv[2]!;
const get = (name: string, init?: RequestInit): Promise<Response> => fetch(`${base}/${name}`, init);
const digest = async (response: Response): Promise<string> => digestOf(new Uint8Array(await response.arrayBuffer()));
const digestOf = (content: Uint8Array): string => `${content.length} ${sha256(content)}`;
const statusAndText = async (response: Response): Promise<string> => `${response.status} ${await response.text()}`;
const upload = async (body: BodyInit): Promise<string> =>
  (await get('upload', { method: 'POST', body, duplex: 'half' } as RequestInit)).text();
const brokenOrText = (name: string): Promise<string> =>
  get(name)
    .then((response) => response.text())
    .catch(() => 'broken');

const deeds: Readonly<Record<string, () => Promise<string>>> = {
  get: async () => statusAndText(await get('plain')),
  head: async () => {
    const response = await get('plain', { method: 'HEAD' });
    return `${response.status} ${response.headers.get('content-length')} ${(await response.text()).length}`;
  },
  'post-length': () => upload(new Uint8Array(sample(70_000))),
  'post-chunked': () => upload(streamOf(new Uint8Array(sample(70_000)), 7000, 0)),
  'gzip-text': async () => (await get('gzip')).text(),
  chunked: async () => (await get('chunked')).text(),
  'no-content': async () => statusAndText(await get('no-content')),
  'not-modified': async () => statusAndText(await get('etag', { headers: { 'if-none-match': '"v1"' } })),
  range: async () => {
    const response = await get('range', { headers: { range: 'bytes=100-299' } });
    return `${response.status} ${await digest(response)}`;
  },
  'to-the-end': async () => (await get('to-the-end')).text(),
  'large-down': async () => digest(await get('large')),
  'large-up': () => upload(new Uint8Array(sample(largeBytes))),
  'slow-sender': () => upload(streamOf(new TextEncoder().encode('hello'), 1, 20)),
  'slow-reader': slowReader,
  'early-close': () => brokenOrText('early-close'),
  'early-close-chunked': () => brokenOrText('early-close-chunked'),
  'reset-before-head': async () => String((await get('reset-before-head')).status),
  'reset-within-body': () => brokenOrText('reset-within-body'),
};

async function slowReader(): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of (await get('large')).body as unknown as AsyncIterable<Uint8Array>) {
    if (parts.length < 5) await new Promise((resolve) => setTimeout(resolve, 30));
    parts.push(part);
  }
  return digestOf(Buffer.concat(parts));
}

function streamOf(content: Uint8Array, step: number, pauseMs: number): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    async pull(controller) {
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      if (at < content.length) controller.enqueue(content.slice(at, at + step));
      else controller.close();
      at += step;
    },
  });
}

const results: Record<string, string> = {};
for (const [name, run] of Object.entries(deeds)) results[name] = await run().catch(String);
console.log(JSON.stringify(results));
