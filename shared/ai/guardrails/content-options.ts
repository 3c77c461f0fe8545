import type { SecondOpinion } from './agent/second-opinion.ts';
import type { Report } from './finding.ts';
import type { Finder } from './scan/finder.ts';
import type { Replacement } from './text/replacement.ts';

/** What a guard of contents looks for, and what it does. */
export interface ContentOptions {
  /** As it is named in the configuration. */
  readonly name: string;
  readonly finders: readonly Finder[];
  readonly isAllowed: (text: string) => boolean;
  readonly action: 'block' | 'replace' | 'warn' | 'log';
  /** The action as the configuration has it, for the log. */
  readonly actionName: string;
  readonly replacement: Replacement;
  readonly onRequest: boolean;
  /** Lets requests pass that cannot be read. */
  readonly failsOpen?: boolean;
  readonly onResponse: boolean;
  readonly opinion: SecondOpinion | undefined;
  /** Refuses requests for streams: their text cannot be judged by an agent before it is delivered. */
  readonly refusesStreams: boolean;
  readonly block: { readonly status: number; readonly code: string; readonly message: string };
  readonly report: Report;
}
