import type { Units } from './field.ts';

/** The name of a read value: `max-body-size` in bytes is `maxBodySizeBytes`, `timeout-secs` is `timeoutMs`. */
export type OutputName<Key extends string, Unit extends Units> = Unit extends ''
  ? Camel<Key>
  : `${Camel<WithoutUnit<Key>>}${Unit}`;

/** A kebab-case name in camel case. */
export type Camel<Key extends string> = Key extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Key;

type WithoutUnit<Key extends string> = Key extends `${infer Name}-${'secs' | 'seconds' | 'ms' | 'bytes'}` ? Name : Key;

/** {@link OutputName} of a name that is known only when the program runs. */
export function outputName(key: string, unit: Units): string {
  return `${unit === '' ? camel(key) : camel(withoutUnit(key))}${unit}`;
}

/** The name without the unit it ends with. */
export function withoutUnit(key: string): string {
  return key.replace(/-(?:secs|seconds|ms|bytes)$/, '');
}

function camel(key: string): string {
  return key.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
