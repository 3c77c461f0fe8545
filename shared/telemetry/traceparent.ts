import type { HeaderList } from '../http/header-list.ts';
import type { IdBytes } from './id-bytes.ts';

/** A trace context to send upstream. */
export interface TraceContext {
  readonly traceparent: string;
  readonly tracestate: string | undefined;
}

/**
 * Continues the W3C trace that came with a request, under a span of our own, or starts one. A `traceparent` that is
 * malformed or given twice is as good as none, and its `tracestate` with it (W3C Trace Context §3.2).
 */
export function traceContext(headers: HeaderList, bytes: IdBytes): TraceContext {
  const parent = parentOf(headers);
  const span = bytes.hex(8);
  if (parent === undefined) return { traceparent: `00-${bytes.hex(16)}-${span}-01`, tracestate: undefined };
  return {
    traceparent: `00-${parent.trace}-${span}-${parent.sampled ? '01' : '00'}`,
    tracestate: stateOf(headers.joined('tracestate')),
  };
}

interface Parent {
  readonly trace: string;
  readonly sampled: boolean;
}

function parentOf({ flat }: HeaderList): Parent | undefined {
  let value: string | undefined;
  for (let i = 0; i < flat.length; i += 2) {
    if (flat[i] !== 'traceparent') continue;
    if (value !== undefined) return undefined;
    value = flat[i + 1]!;
  }
  return value === undefined ? undefined : parseTraceparent(value);
}

/** Reads a `traceparent`. A version later than ours is read as far as ours goes, as the standard asks. */
export function parseTraceparent(value: string): Parent | undefined {
  const match = form.exec(value);
  if (!match) return undefined;
  const [, version, trace, span, flags, rest] = match;
  if (version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  if (trace === noTrace || span === noSpan) return undefined;
  return { trace: trace!, sampled: (Number.parseInt(flags!, 16) & 1) === 1 };
}

const form = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;
const noTrace = '0'.repeat(32);
const noSpan = '0'.repeat(16);

/** What the standard asks everyone to pass on at least, and what we pass on at most. */
const maxStateLength = 512;
const maxMembers = 32;

/** The members at the front, where the latest are, as far as they fit. All or nothing when one is malformed. */
function stateOf(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  let state = '';
  let members = 0;
  for (const part of value.split(',')) {
    const member = part.trim();
    if (member === '') continue;
    if (!isMember.test(member)) return undefined;
    members += 1;
    if (members > maxMembers || state.length + member.length + 1 > maxStateLength) break;
    state += state === '' ? member : `,${member}`;
  }
  return state === '' ? undefined : state;
}

const isMember = /^[a-z\d][a-z\d_\-*/@]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{1,256}$/;
