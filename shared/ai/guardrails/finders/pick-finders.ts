import type { Finder } from '../scan/finder.ts';
import { finders } from './index.ts';

/** The finders of some categories; all of them when none is named. What is not known here is left to agents. */
export function pickFinders(categories: readonly string[]): readonly Finder[] {
  if (categories.length === 0) return finders;
  const wanted = new Set(categories.map(categoryOf));
  return finders.filter(({ category }) => wanted.has(category));
}

/** The one name of a category that is known by several. */
export function categoryOf(name: string): string {
  const plain = name.toLowerCase().replaceAll('_', '-');
  return otherNames.get(plain) ?? plain;
}

/** Whether there is a finder for a category. */
export function isKnownCategory(name: string): boolean {
  const wanted = categoryOf(name);
  return finders.some(({ category }) => category === wanted);
}

const otherNames: ReadonlyMap<string, string> = new Map([
  ['e-mail', 'email'],
  ['email-address', 'email'],
  ['card', 'credit-card'],
  ['creditcard', 'credit-card'],
  ['phone-number', 'phone'],
  ['telephone', 'phone'],
  ['social-security-number', 'ssn'],
  ['ip', 'ip-address'],
  ['api-keys', 'api-key'],
  ['token', 'api-key'],
  ['secret', 'password'],
]);
