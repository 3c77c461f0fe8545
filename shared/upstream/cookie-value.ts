import type { HeaderList } from '../http/header-list.ts';

/** The value of the first cookie of this name that a request carries (RFC 6265 §5.4). Names are case-sensitive. */
export function cookieValue(headers: HeaderList, name: string): string | undefined {
  const { flat } = headers;
  for (let i = 0; i < flat.length; i += 2) {
    if (flat[i] !== 'cookie') continue;
    const value = valueIn(flat[i + 1]!, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

function valueIn(field: string, name: string): string | undefined {
  for (let at = field.indexOf(name); at !== -1; at = field.indexOf(name, at + 1)) {
    const afterName = at + name.length;
    if (field[afterName] !== '=' || !startsPair(field, at)) continue;
    const end = field.indexOf(';', afterName);
    return field.slice(afterName + 1, end === -1 ? field.length : end).trim();
  }
  return undefined;
}

/** Whether a name can begin here: at the start, or after `;` and blanks. */
function startsPair(field: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && (field[before] === ' ' || field[before] === '\t')) before -= 1;
  return before < 0 || field[before] === ';';
}
