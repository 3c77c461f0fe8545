import type { YamlCursor } from './yaml-cursor.ts';

/** A text of whole lines, after `|`, or of paragraphs, after `>`. */
export function blockScalar(cursor: YamlCursor, parent: number): string {
  const header = cursor.take(/[|>](?:[-+]?[1-9]?|[1-9][-+])(?=[ \t]|\r?\n|$)/y);
  if (header === undefined || !cursor.skipInLine()) throw cursor.error('expected the end of the line after "|" or ">"');
  cursor.take(/\r?\n/y);
  const given = /[1-9]/.exec(header)?.[0];
  const lines = linesOf(cursor, parent, given === undefined ? undefined : Math.max(parent, 0) + Number(given));
  const ends = /(?:\n*)$/.exec(lines.join('\n'))![0].length;
  const body = lines.slice(0, lines.length - ends);
  const text = header.startsWith('|') ? body.join('\n') : folded(body);
  if (header.includes('-') || text === '') return text;
  return header.includes('+') ? `${text}${'\n'.repeat(ends + 1)}` : `${text}\n`;
}

/** The lines that are indented further than what the text belongs to, without what they are indented by. */
function linesOf(cursor: YamlCursor, parent: number, given: number | undefined): readonly string[] {
  const lines: string[] = [];
  let indent = given;
  while (!cursor.isDone) {
    const line = cursor.text.slice(cursor.at, endOfLine(cursor)).replace(/\r$/, '');
    const spaces = /^ */.exec(line)![0].length;
    const isBlank = spaces === line.length;
    if (!isBlank && spaces <= parent) break;
    if (!isBlank) indent ??= spaces;
    if (!isBlank && spaces < indent!) break;
    lines.push(isBlank ? line.slice(indent ?? spaces) : line.slice(indent));
    cursor.at = Math.min(endOfLine(cursor) + 1, cursor.text.length);
  }
  return lines;
}

function endOfLine({ text, at }: YamlCursor): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

/** Lines of a paragraph become one; those that are indented further stay as they are. */
function folded(lines: readonly string[]): string {
  let text = '';
  lines.forEach((line, index) => {
    const before = lines[index - 1];
    const isKept = line === '' || /^[ \t]/.test(line) || before === undefined || /^[ \t]/.test(before);
    if (index > 0) text += before === '' && !/^[ \t]/.test(line) && line !== '' ? '' : isKept ? '\n' : ' ';
    text += line;
  });
  return text;
}
