import type { Check } from '../schema/run.ts';
import type { ValueKinds } from './operation.ts';

/** How a value is written as text. */
export type ParameterStyle = 'simple' | 'label' | 'matrix' | 'form' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject';

/** One parameter of an operation, or one field of an answer. */
export interface Parameter {
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  /** As it is written; of header fields in lower case. */
  readonly name: string;
  readonly isRequired: boolean;
  readonly style: ParameterStyle;
  readonly isExploded: boolean;
  /** The value is JSON, in one text. */
  readonly isJson: boolean;
  /** An empty text stands for nothing, and is let through. */
  readonly mayBeEmpty: boolean;
  readonly kinds: ValueKinds;
  readonly check: Check | undefined;
}
