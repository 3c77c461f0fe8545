import type { Fields } from '../fields/block.ts';
import { texts } from '../fields/list.ts';
import { pairs, pairsOfMany } from '../fields/pairs.ts';
import { headerName } from '../forms/header-name.ts';

/** Changes of headers, made in this order. */
export const headerPolicy = {
  rename: pairs('Headers to rename, old name to new name.', { default: {} }),
  set: pairs('Headers to set, in place of any that are there.', { default: {} }),
  add: pairsOfMany('Headers to add to those that are there.', { default: {} }),
  remove: texts('Headers to take away.', { default: [], form: headerName }),
} as const satisfies Fields;
