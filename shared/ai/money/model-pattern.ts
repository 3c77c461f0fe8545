/**
 * Makes the test of a pattern for names of models: `*` stands for anything, also for nothing; case does not matter.
 * Takes time in proportion to the name, times the parts of the pattern at worst, whatever clients call their models.
 */
export function modelPattern(pattern: string): (model: string) => boolean {
  const [first = '', ...others] = pattern.toLowerCase().split('*');
  const last = others.pop();
  if (last === undefined) return (model) => model.toLowerCase() === first;
  return (model) => {
    const name = model.toLowerCase();
    if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false;
    return hasInOrder(name, others, first.length, name.length - last.length);
  };
}

/** The leftmost place of each part leaves the most room for the next. */
function hasInOrder(name: string, parts: readonly string[], from: number, end: number): boolean {
  let at = from;
  for (const part of parts) {
    const found = name.indexOf(part, at);
    if (found === -1 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
