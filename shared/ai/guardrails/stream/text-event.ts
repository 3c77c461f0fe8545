import { joinBytes } from '../../../http/join-bytes.ts';
import type { EventFormat } from '../../events/event-formats.ts';
import type { StreamEvent } from '../../events/stream-event.ts';

/** The event with other data. What stands around the data in the stream stays, where it can be told apart. */
export function textEvent(event: StreamEvent, data: string, format: EventFormat): StreamEvent {
  return { name: event.name, data, bytes: encoder.encode(writers[format](event, data)) };
}

/** An event more, after those that were sent. */
export function extraEvent(name: string, data: string, format: EventFormat): Uint8Array {
  if (format === 'json-array') return encoder.encode(`,\n${data}`);
  return encoder.encode(writers[format]({ name, data, bytes: nothing }, data));
}

/** What there is of some outputs, one behind the other; `undefined` when there is none. */
export function joinOutputs(parts: readonly (Uint8Array | undefined)[]): Uint8Array | undefined {
  const there = parts.filter((part) => part !== undefined);
  return there.length < 2 ? there[0] : joinBytes(there);
}

type Writer = (event: StreamEvent, data: string) => string;

const writers: Readonly<Record<EventFormat, Writer>> = {
  sse: writeSse,
  ndjson: (_event, data) => `${data.replaceAll('\n', ' ')}\n`,
  'json-array': writeEntry,
};

function writeSse({ name, bytes }: StreamEvent, data: string): string {
  const lines = data.split('\n').map((line) => `data: ${line}\n`);
  return `${name === '' ? '' : `event: ${name}\n`}${lines.join('')}${keptFields(bytes)}\n`;
}

/** The fields by which a client takes a stream up again, as they stood in an event. */
function keptFields(bytes: Uint8Array): string {
  if (bytes.byteLength === 0) return '';
  const lines = decoder.decode(bytes).split(lineEnd);
  return lines.map((line) => (kept.test(line) ? `${line}\n` : '')).join('');
}

/** Brackets and commas of a list come with its entries. */
function writeEntry({ bytes }: StreamEvent, data: string): string {
  const text = decoder.decode(bytes);
  const [first, last] = [text.indexOf('{'), text.lastIndexOf('}')];
  return first === -1 ? data : text.slice(0, first) + data + text.slice(last + 1);
}

const lineEnd = /\r\n|\r|\n/;
const kept = /^(?:id|retry)(?::|$)/;
const encoder = new TextEncoder();
const nothing = new Uint8Array(0);
const decoder = new TextDecoder();
