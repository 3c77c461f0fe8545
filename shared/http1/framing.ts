import { Fault } from '../errors/fault.ts';
import { trimBlanks } from '../http/trim-blanks.ts';
import { isToken } from './characters.ts';
import type { ControlFields } from './control-fields.ts';

/** The length of a body whose end is marked by its chunks. */
export const chunked = -1;

/**
 * Bytes of the body of a request, `chunked`, or 0 when there is none (RFC 9112 §6.3). Everything that two readers could
 * understand differently is refused: throws `bad_framing` or `transfer_coding_not_implemented`.
 */
export function requestBodyLength(fields: ControlFields, version: '1.0' | '1.1'): number {
  const { transferEncoding, contentLength } = fields;
  if (transferEncoding === undefined) return contentLength === undefined ? 0 : declaredLength(fields);
  if (contentLength !== undefined) throw new Fault('bad_framing', { detail: 'both-lengths' });
  if (version === '1.0') throw new Fault('bad_framing', { detail: 'transfer-encoding-on-1.0' });
  if (fields.transferEncodings > 1) throw new Fault('bad_framing', { detail: 'several-transfer-encodings' });
  if (transferEncoding.toLowerCase() === 'chunked') return chunked;
  throw unknownCoding(transferEncoding.toLowerCase());
}

function declaredLength({ contentLength, contentLengths }: ControlFields): number {
  if (contentLengths > 1) throw new Fault('bad_framing', { detail: 'several-content-lengths' });
  const length = parseContentLength(contentLength!);
  if (length === undefined) throw new Fault('bad_framing', { detail: 'content-length' });
  return length;
}

/** The number a Content-Length value stands for; `undefined` when it is not plain digits or not below 2^53. */
export function parseContentLength(value: string): number | undefined {
  if (value.length === 0 || value.length > maxDigits) return undefined;
  let length = 0;
  for (let i = 0; i < value.length; i++) {
    const digit = value.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    length = length * 10 + digit;
  }
  return Number.isSafeInteger(length) ? length : undefined;
}

/** Codings we do not know are 501 only where the end of the body would have been clear. */
function unknownCoding(value: string): Fault {
  const codings = value.split(',').map(trimBlanks);
  const isClear = codings.pop() === 'chunked' && codings.every((coding) => isToken(coding) && coding !== 'chunked');
  return new Fault(isClear ? 'transfer_coding_not_implemented' : 'bad_framing', { detail: 'transfer-encoding' });
}

/** 2^53 has 16 digits. */
const maxDigits = 16;
