import type { TextPiece } from '../../ai-request.ts';

/** A text that a model may read as one, though it stands in pieces. */
export type JoinedText = Pick<TextPiece, 'role' | 'text'>;

/**
 * What short texts say that stand one behind the other, as a model reads them: by the same speaker, with and without blanks
 * between them. Definitions of tools are no such texts: each of them stands for itself.
 */
export function joinedTexts(texts: readonly TextPiece[]): readonly JoinedText[] {
  const joined: JoinedText[] = [];
  let run: string[] = [];
  let speaker = '';
  const close = (): void => {
    if (run.length > 1) for (const between of [' ', '']) joined.push({ role: speaker, text: run.join(between) });
    run = [];
  };
  for (const { role, text } of texts) {
    if (role !== speaker || text.length > longest) close();
    speaker = role;
    if (role !== 'definition' && text.length <= longest) run.push(text);
  }
  close();
  return joined;
}

/** Longer texts hold an attempt by themselves, or enough of it. */
const longest = 200;
