/** A value as KDL 2 writes it. */
export function kdlValue(value: unknown): string {
  if (typeof value === 'string') return kdlString(value);
  if (typeof value === 'number') return String(value);
  return value === null || value === undefined ? '#null' : `#${String(value)}`;
}

/** A name of a node or property, quoted where it must be. */
export function kdlName(name: string): string {
  return /^(?:[A-Za-z_][A-Za-z0-9_-]*|-)$/.test(name) && !reserved.has(name) ? name : kdlString(name);
}

// KDL 2 forbids these as bare words.
const reserved = new Set(['true', 'false', 'null', 'inf', '-inf', 'nan']);

function kdlString(text: string): string {
  return `"${text.replace(needsEscape, (one) => escapes.get(one) ?? `\\u{${one.codePointAt(0)?.toString(16)}}`)}"`;
}

// Line breaks of every kind KDL knows, what ends a string, and what KDL forbids in a text.
const needsEscape = /["\\\u0000-\u001f\u007f\u0085\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;
const escapes = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\b', '\\b'],
  ['\f', '\\f'],
]);
