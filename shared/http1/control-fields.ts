import { trimBlanks } from '../http/trim-blanks.ts';

/** The fields of a request that steer how it is read and answered, found in one pass. */
export interface ControlFields {
  host: string | undefined;
  hosts: number;
  contentLength: string | undefined;
  contentLengths: number;
  transferEncoding: string | undefined;
  transferEncodings: number;
  /** All values, joined by a comma. */
  connection: string | undefined;
  expect: string | undefined;
  upgrade: string | undefined;
}

/** Finds the fields that steer a request. Of repeated ones it keeps the first and counts, or joins. */
export function findControlFields(flat: readonly string[]): ControlFields {
  const found: ControlFields = {
    host: undefined,
    hosts: 0,
    contentLength: undefined,
    contentLengths: 0,
    transferEncoding: undefined,
    transferEncodings: 0,
    connection: undefined,
    expect: undefined,
    upgrade: undefined,
  };
  for (let i = 0; i < flat.length; i += 2) note(found, flat[i]!, flat[i + 1]!);
  return found;
}

function note(found: ControlFields, name: string, value: string): void {
  switch (name) {
    case 'host':
      found.host ??= value;
      found.hosts += 1;
      return;
    case 'content-length':
      found.contentLength ??= value;
      found.contentLengths += 1;
      return;
    case 'transfer-encoding':
      found.transferEncoding ??= value;
      found.transferEncodings += 1;
      return;
    case 'connection':
      found.connection = join(found.connection, value);
      return;
    case 'expect':
      found.expect = join(found.expect, value);
      return;
    case 'upgrade':
      found.upgrade = join(found.upgrade, value);
      return;
  }
}

function join(before: string | undefined, value: string): string {
  return before === undefined ? value : `${before}, ${value}`;
}

/** Whether a comma-separated list of tokens holds `token`, which must be lower case. */
export function listHolds(list: string | undefined, token: string): boolean {
  if (list === undefined) return false;
  if (list === token) return true;
  const lower = list.toLowerCase();
  if (!lower.includes(token)) return false;
  return lower.split(',').some((item) => trimBlanks(item) === token);
}
