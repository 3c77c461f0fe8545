import { setImmediate } from 'node:timers';

/** Who holds back what is to be sent. */
export interface Sender {
  /** Sends what is held back. */
  flush(): void;
}

/**
 * Has `sender` send once the events at hand are worked off, or enough others wait too. What is done for many connections
 * in turn then runs without the network code of the system in between, and the other side is woken once for many messages:
 * together that is a good part of what a request costs. Who comes alone sends at once. To be called once until it is told
 * to send.
 */
export function sendAtEndOfTurn(sender: Sender): void {
  const now = performance.now();
  const isAlone = now - lastAt > aloneMs && waiting.length === 0;
  lastAt = now;
  if (isAlone) {
    sender.flush();
    return;
  }
  const count = waiting.push(sender);
  if (count >= maxWaiting) sendAll();
  else if (!isDue) {
    isDue = true;
    setImmediate(onEnd);
  }
}

let waiting: Sender[] = [];
let isDue = false;
let lastAt = 0;

/** More than lies between the messages of a busy turn, and less than the other side takes to answer. */
const aloneMs = 0.05;
/** The first of them waits no longer than the others take to be worked off, however many events are at hand. */
const maxWaiting = 64;

function onEnd(): void {
  isDue = false;
  sendAll();
}

function sendAll(): void {
  const senders = waiting;
  waiting = [];
  for (let i = 0; i < senders.length; i += 1) senders[i]!.flush();
}
