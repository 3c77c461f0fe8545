import type { YamlCursor } from './yaml-cursor.ts';

/** A text without quotes, which goes on in lines that are indented further than what it belongs to. */
export function plainLines(cursor: YamlCursor, parent: number): string {
  let text = lineOf(cursor);
  for (;;) {
    const end = cursor.at;
    const gap = cursor.take(lineEnds);
    const goesOn = gap !== undefined && !cursor.isDone && cursor.column > parent && cursor.peek() !== '#';
    if (
      !goesOn ||
      /^(?:---|\.\.\.)(?:\s|$)/.test(cursor.column === 0 ? cursor.text.slice(cursor.at, cursor.at + 4) : '')
    ) {
      cursor.at = end;
      return text;
    }
    const breaks = gap.split('\n').length - 1;
    text += breaks > 1 ? '\n'.repeat(breaks - 1) : ' ';
    text += lineOf(cursor);
  }
}

const lineEnds = /[ \t]*(?:\r?\n[ \t]*)+/y;

function lineOf(cursor: YamlCursor): string {
  const text = cursor.take(line) ?? '';
  if (text === '') throw cursor.error(`unexpected ${JSON.stringify(cursor.peek())}`);
  if (cursor.peek() === ':') throw cursor.error('a colon here needs the text to stand in quotes, or a line of its own');
  cursor.skipInLine();
  return text.trimEnd();
}

/** Up to the end of the line, a comment, or a colon with a blank after it. */
const line = /(?:[^\n\r:#]|:(?=[^\s])|(?<=\S)#)+/y;

/** What a text without quotes stands for (the core schema of YAML 1.2). */
export function plainValue(text: string): string | number | boolean | null {
  if (/^(?:null|Null|NULL|~|)$/.test(text)) return null;
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  if (/^[-+]?\d+$/.test(text)) return Number(text);
  if (/^0o[0-7]+$/.test(text) || /^0x[\dA-Fa-f]+$/.test(text)) return Number(text);
  if (/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(text)) return Number(text);
  return text;
}
