import { judge } from '../../shared/ai/guardrails/injection/judge.ts';
import { examplesIn } from './examples.ts';

/** How often the detector is right about the labelled texts that it was not trained on. */
export interface Evaluation {
  readonly threshold: number;
  readonly attacks: number;
  readonly found: number;
  readonly ordinary: number;
  readonly falseAlarms: number;
  readonly precision: number;
  readonly recall: number;
}

const judged = examplesIn('injection-test').map((example) => ({ ...example, score: judge(example.text).score }));

/** Judges the texts of a language, or all. */
export function evaluate(threshold: number, language?: string): Evaluation {
  const all = judged.filter((one) => language === undefined || one.language === language);
  const attacks = all.filter(({ isAttack }) => isAttack);
  const found = attacks.filter(({ score }) => score >= threshold).length;
  const ordinary = all.filter(({ isAttack }) => !isAttack);
  const falseAlarms = ordinary.filter(({ score }) => score >= threshold).length;
  return {
    ...{ threshold, attacks: attacks.length, found, ordinary: ordinary.length, falseAlarms },
    precision: found / Math.max(1, found + falseAlarms),
    recall: found / Math.max(1, attacks.length),
  };
}

/** The part of the page about guardrails that tells of it, from its first line to its last. */
function evaluationTable(): string {
  const languages = [...new Set(judged.map(({ language }) => language))];
  const rows = [
    ...[0.5, 0.6, 0.7, 0.8, 0.9].map((threshold) => row(`all, threshold ${threshold}`, evaluate(threshold))),
    ...languages.map((language) => row(`\`${language}\`, threshold 0.8`, evaluate(0.8, language))),
  ];
  return [
    begin,
    '| texts | attempts | found | ordinary | false alarms | precision | recall |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    end,
  ].join('\n');
}

/** The page with the table of today. */
export function withTable(page: string): string {
  return page.slice(0, page.indexOf(begin)) + evaluationTable() + page.slice(page.indexOf(end) + end.length);
}

const begin = '<!-- written by scripts/guardrails/table.ts -->';
const end = '<!-- end -->';

function row(name: string, one: Evaluation): string {
  const { attacks, found, ordinary, falseAlarms, precision, recall } = one;
  return `| ${name} | ${attacks} | ${found} | ${ordinary} | ${falseAlarms} | ${precision.toFixed(3)} | ${recall.toFixed(3)} |`;
}
