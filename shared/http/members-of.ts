import { trimBlanks } from './trim-blanks.ts';

/**
 * The members of a field that is a list, without the blanks around them: split at commas, but not at those inside quotes.
 * One pass, whatever clients write: a quote that is never closed goes to the end.
 */
export function membersOf(value: string): string[] {
  if (!value.includes('"')) return value.split(',').map(trimBlanks);
  const members: string[] = [];
  let from = 0;
  let isQuoted = false;
  for (let i = 0; i < value.length; i += 1) {
    const code = value.charCodeAt(i);
    if (code === quote) isQuoted = !isQuoted;
    else if (isQuoted && code === backslash) i += 1;
    else if (code === comma && !isQuoted) {
      members.push(trimBlanks(value.slice(from, i)));
      from = i + 1;
    }
  }
  members.push(trimBlanks(value.slice(from)));
  return members;
}

const quote = 34;
const comma = 44;
const backslash = 92;
