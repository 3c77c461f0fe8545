/** Makes the test of whether a find is allowed: a text that is listed, whatever its case; `*` stands for anything. */
export function allowList(entries: readonly string[]): (text: string) => boolean {
  if (entries.length === 0) return () => false;
  const patterns = entries.map((entry) => entry.toLowerCase().split('*'));
  return (text) => {
    const lower = text.toLowerCase();
    return patterns.some((parts) => fits(lower, parts));
  };
}

/** Whether the parts stand in the text in their order, the first at its beginning and the last at its end. */
function fits(text: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  const last = rest.at(-1)!;
  for (const part of rest.slice(0, -1)) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
