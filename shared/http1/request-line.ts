import { Fault } from '../errors/fault.ts';
import { isToken } from './characters.ts';

/** The first line of a request, taken apart. */
export interface RequestLine {
  readonly method: string;
  /** As sent, not yet checked. */
  readonly target: string;
  readonly version: '1.0' | '1.1';
}

/**
 * Takes a request line apart (RFC 9112 §3): method, one space, target, one space, version. Throws `bad_request`,
 * `method_not_implemented` or `http_version_not_supported`.
 */
export function parseRequestLine(line: string): RequestLine {
  const first = line.indexOf(' ');
  if (first === -1) throw new Fault('bad_request', { detail: 'request-line' });
  const method = line.slice(0, first);
  checkMethod(method);
  const last = line.lastIndexOf(' ');
  if (last === first) throw missingVersion(line, first);
  const version = parseVersion(line.slice(last + 1));
  const target = line.slice(first + 1, last);
  if (target === '' || target.includes(' ')) throw new Fault('bad_request', { detail: 'request-line' });
  return { method, target, version };
}

/** Refuses methods that are none, or that no server of ours takes. Throws `bad_request` or `method_not_implemented`. */
export function checkMethod(method: string): void {
  if (common.has(method)) return;
  if (!isToken(method)) throw new Fault('bad_request', { detail: 'method' });
  if (method.length > maxMethodBytes) throw new Fault('method_not_implemented', { detail: 'method-length' });
  if (!isPlain(method)) throw new Fault('method_not_implemented', { detail: 'method-letters' });
  // A tunnel to wherever the client says is a forward proxy, which this is not.
  if (method === 'CONNECT') throw new Fault('method_not_implemented', { detail: 'connect' });
}

/**
 * Whether the method is of capital letters and hyphens, as all registered ones are. A request that is really the end of
 * a body rarely is, so this stops much of what would follow from a length that two readers understand differently.
 */
function isPlain(method: string): boolean {
  for (let i = 0; i < method.length; i++) {
    const code = method.charCodeAt(i);
    if ((code < 0x41 || code > 0x5a) && code !== 0x2d) return false;
  }
  return true;
}

function parseVersion(version: string): '1.0' | '1.1' {
  if (version === 'HTTP/1.1') return '1.1';
  if (version === 'HTTP/1.0') return '1.0';
  const isWellFormed = version.length === 8 && version.startsWith('HTTP/') && version[6] === '.';
  if (isWellFormed && isDigit(version, 5) && isDigit(version, 7)) {
    throw new Fault('http_version_not_supported', { detail: version });
  }
  throw new Fault('bad_request', { detail: 'version' });
}

/** HTTP/0.9 requests are a method and a path alone. */
function missingVersion(line: string, space: number): Fault {
  if (line.charAt(space + 1) !== '/') return new Fault('bad_request', { detail: 'request-line' });
  return new Fault('http_version_not_supported', { detail: 'HTTP/0.9' });
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

const common = new Set(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS']);
/** The longest registered method has 17 characters. */
const maxMethodBytes = 32;
