import { formats } from './formats.ts';
import { countOf, type Keywords } from './keyword.ts';
import type { Check } from './run.ts';

/** `minLength`, `maxLength`, `pattern` and `format`. */
export const stringKeywords: Keywords = (parts) => {
  const { schema, wrong } = parts;
  const checks: Check[] = [];
  const least = countOf(parts, 'minLength');
  const most = countOf(parts, 'maxLength');
  if (least !== undefined || most !== undefined) checks.push(lengthBetween(least ?? 0, most ?? Infinity));
  if (schema.pattern !== undefined) {
    const test = parts.pattern(schema.pattern, ['pattern']);
    if (test)
      checks.push(
        (value, run) => typeof value !== 'string' || test(value, run) || run.fail('does not match the pattern'),
      );
  }
  if (schema.format === undefined) return checks;
  if (typeof schema.format !== 'string') wrong(['format'], '"format" must be text');
  else checks.push(...formatted(schema.format));
  return checks;
};

/** Lengths count characters, not the halves that some of them are held in. */
function lengthBetween(least: number, most: number): Check {
  const tooShort = `must have at least ${least} character${least === 1 ? '' : 's'}`;
  const tooLong = `must have at most ${most} character${most === 1 ? '' : 's'}`;
  return (value, run) => {
    if (typeof value !== 'string') return true;
    if (value.length < least) return run.fail(tooShort);
    // Each character is held in one half or two.
    if (value.length <= most && value.length >= least * 2) return true;
    if (value.length > most * 2) return run.fail(tooLong);
    const length = charactersIn(value);
    return length < least ? run.fail(tooShort) : length <= most || run.fail(tooLong);
  };
}

function charactersIn(text: string): number {
  let length = text.length;
  for (let i = 0; i + 1 < text.length; i += 1) {
    if ((text.charCodeAt(i) & 0xfc00) !== 0xd800 || (text.charCodeAt(i + 1) & 0xfc00) !== 0xdc00) continue;
    length -= 1;
    i += 1;
  }
  return length;
}

/** A format that nobody knows is a remark, as the standard says. */
function formatted(name: string): readonly Check[] {
  const format = Object.hasOwn(formats, name) ? formats[name] : undefined;
  if (!format) return [];
  const message = `is not ${format.title}`;
  if (format.of === 'number')
    return [(value, run) => typeof value !== 'number' || format.test(value) || run.fail(message)];
  return [(value, run) => typeof value !== 'string' || format.test(value) || run.fail(message)];
}
