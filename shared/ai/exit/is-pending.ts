import type { JsonObject } from '../json.ts';

/**
 * Whether an answer says that the true one is still to be made: responses in the background, batches, films. What those
 * use is told to nobody here.
 */
export function isPending(json: JsonObject): boolean {
  const { status, processing_status: processing, name, done } = json;
  if (typeof name === 'string' && operation.test(name)) return done !== true;
  const said = typeof processing === 'string' ? processing : status;
  return typeof said === 'string' && waiting.has(said.toLowerCase());
}

/** How Google names work that takes long. */
const operation = /(?:^|\/)operations\//;
const waiting = new Set(['queued', 'in_progress', 'in_queue', 'validating', 'pending', 'processing', 'starting']);
