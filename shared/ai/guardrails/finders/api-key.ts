import { type Finder, undecided } from '../scan/finder.ts';
import { isAlnum, isAlnumCode, isDigitCode } from './chars.ts';

/** Keys and tokens that are known by how they begin, and JSON web tokens. */
export const apiKey: Finder = {
  category: 'api-key',
  mayBegin: (code) => firstCodes.has(code),
  match(text, at, isEnd) {
    if (isAlnum(text, at - 1)) return 0;
    let mayCome = false;
    for (const { start, least, needsDigit } of beginnings) {
      if (!text.startsWith(start, at)) {
        mayCome ||= !isEnd && text.length - at < start.length && start.startsWith(text.slice(at));
        continue;
      }
      const length = runLength(text, at + start.length, least);
      const isEnough = length === least && (!needsDigit || hasDigit(text, at + start.length, least));
      if (isEnough) return start.length + least;
      mayCome ||= !isEnd && length < least && at + start.length + length >= text.length;
    }
    return mayCome ? undecided : 0;
  },
  tail: { kind: 'while', takes: isTokenCode },
};

interface Beginning {
  readonly start: string;
  /** Characters that must follow; whatever else of the kind follows belongs to it. */
  readonly least: number;
  /** Words can begin the same way; a key has a digit among its first characters. */
  readonly needsDigit: boolean;
}

function beginning(least: number, starts: string, needsDigit = false): readonly Beginning[] {
  return starts.split(' ').map((start) => ({ start, least, needsDigit }));
}

const beginnings: readonly Beginning[] = [
  ...beginning(16, 'sk-ant- sk-proj- sk-svcacct- sk-or- sk-sentinel- sk-lf- pk-lf-'),
  ...beginning(20, 'sk-', true),
  ...beginning(12, 'sk_live_ sk_test_ rk_live_ rk_test_ pk_live_ pk_test_ whsec_'),
  ...beginning(16, 'AKIA ASIA AROA AGPA', true),
  ...beginning(30, 'AIza'),
  ...beginning(20, 'ya29. GOCSPX-'),
  ...beginning(30, 'ghp_ gho_ ghu_ ghs_ ghr_ github_pat_'),
  ...beginning(
    20,
    'glpat- gldt- glrt- npm_ pypi- hf_ gsk_ xai- r8_ tvly- pplx- nvapi- dop_v1_ shpat_ shpss_ dckr_pat_',
  ),
  ...beginning(10, 'xoxb- xoxp- xoxa- xoxs- xoxr- xapp-'),
  ...beginning(20, 'SG. key- EAAC sq0atp- lin_api_ ATATT rubygems_', true),
  ...beginning(24, 'eyJ'),
];

const firstCodes = new Set(beginnings.map(({ start }) => start.charCodeAt(0)));

function runLength(text: string, from: number, most: number): number {
  let length = 0;
  while (length < most && isTokenCode(text.charCodeAt(from + length))) length += 1;
  return length;
}

function hasDigit(text: string, from: number, count: number): boolean {
  for (let i = from; i < from + count; i += 1) if (isDigitCode(text.charCodeAt(i))) return true;
  return false;
}

function isTokenCode(code: number): boolean {
  return isAlnumCode(code) || code === 0x5f || code === 0x2d || code === 0x2e;
}
