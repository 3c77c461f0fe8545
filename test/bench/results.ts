/** A part of the results: its title, and what was found as Markdown. */
export interface Measured {
  readonly title: string;
  readonly text: string;
}

/**
 * The results with these sections in place of those of the same titles; new ones stand at the end. What was written by
 * hand under a heading of its own within a section stays.
 */
export function resultsWith(results: string, measured: readonly Measured[]): string {
  const [preamble = '', ...sections] = partsBy('\n## ', results);
  const fresh = new Map(measured.map(({ title, text }) => [title, text]));
  const kept = sections.map((section) => {
    const title = titleOf(section);
    const text = fresh.get(title);
    fresh.delete(title);
    return text === undefined ? section : sectionOf(title, [text, ...missing(section, text)]);
  });
  const added = [...fresh].map(([title, text]) => sectionOf(title, [text]));
  return `${[preamble, ...kept, ...added].map((part) => part.trim()).join('\n\n')}\n`;
}

/** The parts under headings of their own that `text` does not have. */
function missing(section: string, text: string): string[] {
  const [, ...parts] = partsBy('\n### ', section);
  const there = new Set(partsBy('\n### ', `\n${text}`).map(titleOf));
  return parts.filter((part) => !there.has(titleOf(part)));
}

function sectionOf(title: string, texts: readonly string[]): string {
  return [`## ${title}`, ...texts.map((text) => text.trim())].join('\n\n');
}

function partsBy(heading: string, text: string): string[] {
  const [first = '', ...others] = text.split(heading);
  return [first, ...others.map((part) => heading + part)];
}

function titleOf(part: string): string {
  return part.trim().split('\n', 1)[0]!.replace(/^#+ /, '');
}
