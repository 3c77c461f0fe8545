import { normalizePath } from '../http/path.ts';

/** Where a path leads. */
export interface Place {
  /** Names of folders, and of a file unless it is a folder; none for the root. */
  readonly names: readonly string[];
  /** Whether the path says, by its slash at the end, that it is a folder. */
  readonly isFolder: boolean;
}

/**
 * The names a request path stands for; `undefined` when they could be understood in more than one way, or as none:
 * empty ones, escaped slashes, backslashes, control characters, escapes that are not UTF-8. Each name is decoded once.
 */
export function namesOfPath(path: string): Place | undefined {
  const normal = normalizePath(path)?.forward;
  if (normal === undefined || normal.charCodeAt(0) !== slash) return undefined;
  if (normal.length === 1) return { names: [], isFolder: true };
  const names = normal.slice(1).split('/');
  const isFolder = names.at(-1) === '';
  if (isFolder) names.pop();
  const isPlain = !escapeOrByte.test(normal);
  for (let i = 0; i < names.length; i += 1) {
    const name = isPlain ? names[i]! : decoded(names[i]!);
    if (name === undefined || !isName(name)) return undefined;
    names[i] = name;
  }
  return { names, isFolder };
}

/** Whether a decoded text can be nothing but the name of one thing in a folder. */
export function isName(text: string): boolean {
  return text !== '' && text !== '.' && text !== '..' && text.length <= maxLength && !divider.test(text);
}

/** No file system of ours has longer names. */
const maxLength = 255;
const slash = 47;
const escapeOrByte = /%|[^\x00-\x7f]/;
const divider = /[/\\\x00-\x1f\x7f]/;
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decoded(segment: string): string | undefined {
  if (!escapeOrByte.test(segment)) return segment;
  const bytes = new Uint8Array(segment.length);
  let length = 0;
  for (let i = 0; i < segment.length; i += 1) {
    const code = segment.charCodeAt(i);
    const isEscape = code === percent;
    bytes[length] = isEscape ? Number.parseInt(segment.slice(i + 1, i + 3), 16) : code;
    length += 1;
    if (isEscape) i += 2;
  }
  try {
    return strict.decode(bytes.subarray(0, length));
  } catch {
    // Overlong forms, lone surrogates and other bytes that spell no character.
    return undefined;
  }
}

const percent = 37;
