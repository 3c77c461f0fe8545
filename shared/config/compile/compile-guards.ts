import type { GuardAgent } from '../../ai/guardrails/agent/guard-agent.ts';
import { SecondOpinion } from '../../ai/guardrails/agent/second-opinion.ts';
import { ContentGuard } from '../../ai/guardrails/content-guard.ts';
import { patternFinder } from '../../ai/guardrails/finders/pattern.ts';
import { pickFinders } from '../../ai/guardrails/finders/pick-finders.ts';
import { wordFinder } from '../../ai/guardrails/finders/words.ts';
import type { Report } from '../../ai/guardrails/finding.ts';
import type { Guard } from '../../ai/guardrails/guard.ts';
import { InjectionGuard } from '../../ai/guardrails/injection-guard.ts';
import type { Finder } from '../../ai/guardrails/scan/finder.ts';
import { allowList } from '../../ai/guardrails/text/allow-list.ts';
import { hashed, masked, type Replacement, redacted } from '../../ai/guardrails/text/replacement.ts';
import type { Config } from '../config.ts';

type Guardrails = NonNullable<NonNullable<Config['routes'][number]['inference']>['guardrails']>;
type InjectionConfig = NonNullable<Guardrails['promptInjection']>;
type PiiConfig = NonNullable<Guardrails['piiDetection']>;
type ModerationConfig = NonNullable<Guardrails['moderation']>;

/** What making guards needs beside their settings. */
export interface GuardSurroundings {
  /** An agent by the name that the route knows it by. */
  readonly agent: (name: string) => GuardAgent;
  readonly report: Report;
}

/** The guards of an AI route, in the order in which they look. */
export function compileGuards(settings: Guardrails | undefined, surroundings: GuardSurroundings): readonly Guard[] {
  const { promptInjection, piiDetection, moderation } = settings ?? {};
  return [
    ...(promptInjection?.enabled ? [injectionGuard(promptInjection, surroundings)] : []),
    ...(piiDetection?.enabled ? [piiGuard(piiDetection, surroundings)] : []),
    ...(moderation?.enabled ? [moderationGuard(moderation, surroundings)] : []),
  ];
}

function injectionGuard(settings: InjectionConfig, surroundings: GuardSurroundings): Guard {
  const { builtin, action, threshold, weights, maxTextBytes, onLonger, blockStatus, blockMessage, failureMode } =
    settings;
  const message = blockMessage ?? 'Request blocked: potential prompt injection detected';
  return new InjectionGuard({
    name: 'prompt-injection',
    usesDetector: builtin,
    opinion: opinionOf('prompt-injection', 'prompt_injection', settings, surroundings),
    ...{ action, threshold, weights, onLonger, maxText: maxTextBytes, failsOpen: failureMode === 'open' },
    block: { status: blockStatus, code: 'prompt_injection_blocked', message },
    report: surroundings.report,
  });
}

function piiGuard(settings: PiiConfig, surroundings: GuardSurroundings): Guard {
  const { builtin, categories, patterns, action, hashKey, blockStatus, blockMessage } = settings;
  const finders = [
    ...patterns.map(({ category, regex, maxLength }) => patternFinder({ category, pattern: regex, maxLength })),
    ...(builtin ? pickFinders(categories) : []),
  ];
  return contentGuard('pii', finders, settings, {
    replacement: replacementOf(action, hashKey),
    opinion: opinionOf('pii', 'pii_detection', settings, surroundings),
    block: { status: blockStatus, code: 'pii_blocked', message: blockMessage ?? 'Personal data is not allowed here.' },
    report: surroundings.report,
  });
}

function moderationGuard(settings: ModerationConfig, surroundings: GuardSurroundings): Guard {
  const { lists, action, blockStatus, blockMessage } = settings;
  const finders = lists.flatMap(({ category, words, patterns }) => [
    ...(words.length > 0 ? [wordFinder(category, words)] : []),
    ...patterns.map((pattern) => patternFinder({ category, pattern, maxLength: 256 })),
  ]);
  return contentGuard('moderation', finders, settings, {
    replacement: replacementOf(action, undefined),
    opinion: opinionOf('moderation', 'moderation', { ...settings, categories: [] }, surroundings),
    block: {
      status: blockStatus,
      code: 'moderation_blocked',
      message: blockMessage ?? 'This content is not allowed here.',
    },
    report: surroundings.report,
  });
}

type Rest = Pick<ConstructorParameters<typeof ContentGuard>[0], 'replacement' | 'opinion' | 'block' | 'report'>;

function contentGuard(
  name: string,
  finders: readonly Finder[],
  {
    action,
    on,
    allow,
    agentOnStreams,
    failureMode,
  }: Pick<PiiConfig, 'action' | 'on' | 'allow' | 'agentOnStreams' | 'failureMode'>,
  rest: Rest,
): Guard {
  const onResponse = on.includes('response');
  return new ContentGuard({
    ...{ name, finders, isAllowed: allowList(allow), actionName: action },
    action: action === 'redact' || action === 'mask' || action === 'hash' ? 'replace' : action,
    ...{ onRequest: on.includes('request'), onResponse, failsOpen: failureMode === 'open' },
    refusesStreams: onResponse && rest.opinion !== undefined && agentOnStreams === 'refuse',
    ...rest,
  });
}

function replacementOf(action: string, key: string | undefined): Replacement {
  if (action === 'mask') return masked;
  return action === 'hash' ? hashed(new TextEncoder().encode(key)) : redacted;
}

type Asking = Pick<PiiConfig, 'agent' | 'timeoutMs' | 'failureMode'> & { readonly categories?: readonly string[] };

function opinionOf(
  guard: string,
  type: 'prompt_injection' | 'pii_detection' | 'moderation',
  { agent, timeoutMs, failureMode, categories = [] }: Asking,
  surroundings: GuardSurroundings,
): SecondOpinion | undefined {
  if (agent === undefined) return undefined;
  const { report } = surroundings;
  return new SecondOpinion({
    guard,
    agent: surroundings.agent(agent),
    type,
    categories,
    timeoutMs,
    failureMode,
    report,
  });
}
