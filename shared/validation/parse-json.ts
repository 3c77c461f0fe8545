/** A value, or why the text is not one that everybody reads alike. */
export type ParsedJson = { readonly value: unknown } | { readonly problem: string };

/**
 * Reads JSON as strictly as a judge must: a text that others could read in another way is none. So it is UTF-8 without
 * a mark, no name stands twice in an object, and nothing is nested deeper than anybody needs.
 */
export function parseJson(content: Uint8Array): ParsedJson {
  let text: string;
  let value: unknown;
  try {
    text = utf8.decode(content);
  } catch {
    return { problem: 'is not UTF-8' };
  }
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'is not JSON' };
  }
  const members = countMembers(value, 0);
  if (members === undefined) return { problem: `is nested deeper than ${deepest} levels` };
  // Of a name that stands twice the reader keeps one.
  return members === countColons(text) ? { value } : { problem: 'has an object in which a name stands twice' };
}

const deepest = 100;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** How many members all objects have together; `undefined` when it is too deep. */
function countMembers(value: unknown, depth: number): number | undefined {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth === deepest) return undefined;
  const inside: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  let members = inside === value ? 0 : inside.length;
  for (let i = 0; i < inside.length; i += 1) {
    const each = inside[i];
    if (typeof each !== 'object' || each === null) continue;
    const more = countMembers(each, depth + 1);
    if (more === undefined) return undefined;
    members += more;
  }
  return members;
}

/** How many members are written in a text that is known to be JSON: each has a colon outside of quotes. */
function countColons(text: string): number {
  let colons = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x22) i = endOfQuoted(text, i + 1);
    else if (code === 0x3a) colons += 1;
  }
  return colons;
}

function endOfQuoted(text: string, from: number): number {
  let end = from;
  for (; text.charCodeAt(end) !== 0x22; end += 1) if (text.charCodeAt(end) === 0x5c) end += 1;
  return end;
}
