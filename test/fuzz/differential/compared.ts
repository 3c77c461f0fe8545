import { METHODS } from 'node:http';
import { type Comparison, compareReadings } from './compare-readings.ts';
import type { Disagreement } from './disagreements.ts';
import { nodeRequests, nodeResponses } from './node-parser.ts';
import { ourRequests } from './our-requests.ts';
import { ourResponses } from './our-responses.ts';
import type { ConnectionReading } from './reading.ts';

/** Reads the bytes in both ways and says how the two stand to each other, reasons by their class. */
export function compared(side: Disagreement['side'], bytes: Uint8Array, method = 'GET'): Comparison {
  const isRequest = side === 'request';
  const ours = isRequest ? ourRequests([bytes]) : ourResponses([bytes], method);
  const theirs = isRequest ? nodeRequests(bytes) : nodeResponses(bytes, method);
  if (isRequest && isUnknownMethod(ours, theirs)) return { kind: 'stricter', reason: 'unknown-method' };
  const comparison = compareReadings(ours, theirs);
  if (comparison.kind !== 'stricter') return comparison;
  // The version that is refused is part of the reason; the class is one.
  return { kind: 'stricter', reason: comparison.reason.replace(/ HTTP\/[0-9.]+$/, '') };
}

/** Whether the other parser stopped at a method that it does not know, and both agree on what came before. */
function isUnknownMethod(ours: ConnectionReading, theirs: ConnectionReading): boolean {
  const known = theirs.messages.length;
  const next = ours.messages[known];
  if (next === undefined || theirs.refusal !== 'HPE_INVALID_METHOD') return false;
  const before = { messages: ours.messages.slice(0, known), refusal: undefined };
  return !METHODS.includes(next.head.split(' ')[0]!) && compareReadings(before, theirs).kind === 'agreement';
}
