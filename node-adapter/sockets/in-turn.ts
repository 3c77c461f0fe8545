import { setImmediate } from 'node:timers';

/** Who takes what was read. */
export interface Reader {
  deliver(bytes: Uint8Array): void;
}

/** Who holds back what is to be sent. */
export interface Sender {
  /** Sends what is held back. */
  flush(): void;
}

/**
 * Has `reader` take what was read, now or once the events at hand are worked off. A busy turn then goes in three steps:
 * all connections are read, what came is worked on, all connections are written to. Neither the network code of the
 * system nor another kind of work lies in between, which would push the code and the data of the work out of the
 * processor's caches, and the other side is woken once for many messages: together that is a good part of what a request
 * costs. Whoever comes first in a turn is served at once, and so is what is large, whose copying costs more.
 */
export function readInTurn(reader: Reader, bytes: Uint8Array): void {
  if (bytes.length > maxHeldBytes) {
    settleReads(reader);
    reader.deliver(bytes);
  } else if (begins()) {
    reader.deliver(bytes);
  } else {
    readers.push(reader);
    pieces.push(bytes);
    if (readers.length - nextRead >= maxWaiting) deliverReads();
  }
}

/** Has `reader` take all that waits for it, because something else happened that must not overtake it. */
export function settleReads(reader: Reader): void {
  if (readers.includes(reader, nextRead)) deliverReads();
}

/** Has `sender` send, now or once the events at hand are worked off. To be called once until it is told to send. */
export function sendInTurn(sender: Sender): void {
  if (begins()) {
    sender.flush();
    return;
  }
  const count = senders.push(sender);
  if (count >= maxWaiting && !isDelivering) flushSends();
}

/** Whether this is the first of a turn, which then has begun. */
function begins(): boolean {
  if (isUnderWay) return false;
  isUnderWay = true;
  setImmediate(onEnd);
  return true;
}

let isUnderWay = false;
let isDelivering = false;
let readers: Reader[] = [];
let pieces: Uint8Array[] = [];
/** Those before it were taken. */
let nextRead = 0;
let senders: Sender[] = [];

/** The first to wait does so no longer than this many take to be worked off, however many events are at hand. */
const maxWaiting = 64;
const maxHeldBytes = 8_192;

function onEnd(): void {
  try {
    deliverReads();
  } finally {
    isUnderWay = false;
    flushSends();
  }
}

function deliverReads(): void {
  // What is read while others are told is in the same line.
  if (isDelivering) return;
  isDelivering = true;
  try {
    while (nextRead < readers.length) {
      const at = nextRead;
      nextRead += 1;
      readers[at]!.deliver(pieces[at]!);
    }
  } finally {
    isDelivering = false;
    forgetReads();
    if (senders.length >= maxWaiting) flushSends();
  }
}

/** What is left when one of them threw stays in line. */
function forgetReads(): void {
  readers = readers.slice(nextRead);
  pieces = pieces.slice(nextRead);
  nextRead = 0;
  if (readers.length > 0) setImmediate(deliverReads);
}

function flushSends(): void {
  const due = senders;
  senders = [];
  for (let i = 0; i < due.length; i += 1) due[i]!.flush();
}
