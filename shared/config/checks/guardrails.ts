import { patternProblem } from '../../ai/guardrails/finders/pattern.ts';
import { categoryOf, isKnownCategory } from '../../ai/guardrails/finders/pick-finders.ts';
import { maxPhrase } from '../../ai/guardrails/finders/words.ts';
import type { Section } from '../scopes/scope.ts';
import type { Check, Look, Path } from './look.ts';

type Guardrails = NonNullable<NonNullable<Section['routes'][number]['inference']>['guardrails']>;
type PiiSettings = NonNullable<Guardrails['piiDetection']>;
type ModerationSettings = NonNullable<Guardrails['moderation']>;

/** Guardrails have something to look with, something to look for, and what their actions need. */
export const guardrails: Check = (look) => {
  for (const { section, path } of look.scopes) {
    section.routes.forEach(({ inference }, index) => {
      const at = [...path, 'routes', index, 'inference', 'guardrails'];
      const { promptInjection, piiDetection, moderation } = inference?.guardrails ?? {};
      if (promptInjection?.enabled && !promptInjection.builtin && promptInjection.agent === undefined)
        look.error([...at, 'prompt-injection'], nobody);
      if (piiDetection?.enabled) checkPii(look, piiDetection, [...at, 'pii-detection']);
      if (moderation?.enabled) checkModeration(look, moderation, [...at, 'moderation']);
    });
  }
};

const nobody = 'neither the detectors of Sentinel nor an agent judges';

function checkPii(look: Look, settings: PiiSettings, path: Path): void {
  const { builtin, agent, patterns, categories, action, hashKey } = settings;
  if (!builtin && agent === undefined && patterns.length === 0) look.error(path, nobody);
  if (action === 'hash' && hashKey === undefined) look.error(path, 'action "hash" needs a "hash-key"');
  if (action !== 'hash' && hashKey !== undefined)
    look.error([...path, 'hash-key'], '"hash-key" has no effect without action "hash"');
  patterns.forEach(({ regex }, index) => {
    checkPattern(look, regex, [...path, 'patterns', index]);
  });
  if (agent !== undefined) return;
  categories.forEach((category, index) => {
    if (isKnownCategory(category) || patterns.some((one) => one.category === categoryOf(category))) return;
    look.error([...path, 'categories', index], `nobody looks for "${category}"`, 'give it a pattern, or an agent');
  });
}

function checkModeration(look: Look, { agent, lists }: ModerationSettings, path: Path): void {
  const isEmpty = lists.every(({ words, patterns }) => words.length === 0 && patterns.length === 0);
  if (isEmpty && agent === undefined) look.error(path, 'there is nothing to look for, and no agent');
  lists.forEach(({ words, patterns }, index) => {
    const at = [...path, 'lists', index];
    patterns.forEach((pattern) => {
      checkPattern(look, pattern, at);
    });
    for (const word of words) {
      if (word.trim() === '' || word.length > maxPhrase) look.error(at, `a word has 1 to ${maxPhrase} characters`);
    }
  });
}

function checkPattern(look: Look, pattern: string, path: Path): void {
  const problem = patternProblem(pattern);
  if (problem !== undefined) look.error(path, problem);
}
