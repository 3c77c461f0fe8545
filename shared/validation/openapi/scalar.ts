import type { ScalarKind } from './operation.ts';

/** What a text may stand for, the likeliest first; the text itself where nothing else is meant. */
export function scalarForms(text: string, kinds: ReadonlySet<ScalarKind>): readonly unknown[] {
  const forms: unknown[] = [];
  if (kinds.has('number') && isNumber.test(text)) forms.push(Number(text));
  if (kinds.has('boolean') && (text === 'true' || text === 'false')) forms.push(text === 'true');
  if (kinds.has('null') && (text === 'null' || text === '')) forms.push(null);
  if (forms.length === 0 || kinds.has('string')) forms.push(text);
  return forms;
}

/** The likeliest of them, where there is no trying: a text stays one if it may be one. */
export function scalar(text: string, kinds: ReadonlySet<ScalarKind>): unknown {
  return kinds.has('string') ? text : scalarForms(text, kinds)[0];
}

const isNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
