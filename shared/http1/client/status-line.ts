import { badResponse } from './bad-response.ts';

/** What a status line says; the reason phrase is for nobody. */
export interface StatusLine {
  readonly version: '1.0' | '1.1';
  readonly status: number;
}

/**
 * Reads a status line (RFC 9112 §4), strictly but for one habit of servers in use: the space after the status may be
 * missing when no reason follows. Throws `upstream_bad_response`.
 */
export function parseStatusLine(line: string): StatusLine {
  const isHttp1 = line.startsWith('HTTP/1.') && line.charCodeAt(8) === SPACE;
  const minor = line.charCodeAt(7);
  if (!isHttp1 || (minor !== ZERO && minor !== ONE)) throw badResponse('status-line-version');
  const status = statusOf(line);
  if (status < 100 || status > 599) throw badResponse('status-code');
  if (line.length > 12 && line.charCodeAt(12) !== SPACE) throw badResponse('status-line');
  for (let i = 13; i < line.length; i += 1) if (isControl(line.charCodeAt(i))) throw badResponse('reason');
  return { version: minor === ONE ? '1.1' : '1.0', status };
}

/** The three digits, or -1. */
function statusOf(line: string): number {
  let status = 0;
  for (let i = 9; i < 12; i += 1) {
    const digit = line.charCodeAt(i) - ZERO;
    // Also true past the end of the line, where there is no number.
    if (!(digit >= 0 && digit <= 9)) return -1;
    status = status * 10 + digit;
  }
  return status;
}

function isControl(code: number): boolean {
  return (code < SPACE && code !== TAB) || code === 0x7f;
}

const TAB = 9;
const SPACE = 0x20;
const ZERO = 0x30;
const ONE = 0x31;
