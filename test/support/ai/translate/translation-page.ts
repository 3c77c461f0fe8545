import { translationTable } from '../../../../shared/ai/translate/translation-table.ts';

/** The page on translation with the table as the code has it. */
export function renewedTranslationPage(page: string): string {
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error('the page has no place for the table');
  return `${before}${begin}\n${parts.map(tableOf).join('\n')}\n${end}${after}`;
}

const begin = '<!-- table: begin, written by scripts/translation-page.ts -->';
const end = '<!-- table: end -->';

const parts = [
  { from: 'openai-chat', part: 'request', title: 'Requests of OpenAI clients, asked of Anthropic' },
  { from: 'openai-chat', part: 'answer', title: 'Answers of OpenAI, told to clients of Anthropic' },
  { from: 'anthropic-messages', part: 'request', title: 'Requests of Anthropic clients, asked of OpenAI' },
  { from: 'anthropic-messages', part: 'answer', title: 'Answers of Anthropic, told to clients of OpenAI' },
] as const;

function tableOf({ from, part, title }: (typeof parts)[number]): string {
  const rows = translationTable.filter((row) => row.from === from && row.part === part);
  const lines = rows.map(({ field, fate, becomes }) => {
    const name = /^[a-z_.-]+$/.test(field) ? `\`${field}\`` : field;
    return `| ${name} | ${fate === 'lost' ? '**lost**' : fate} | ${becomes} |`;
  });
  return `\n### ${title}\n\n| field | fate | becomes |\n|---|---|---|\n${lines.join('\n')}\n`;
}
