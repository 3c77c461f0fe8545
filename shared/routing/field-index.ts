import type { FieldCondition } from './field-condition.ts';

/** Items found by a field they want: one condition of each, a named value before mere presence. */
export class FieldIndex<T> {
  readonly #byName = new Map<string, NamedItems<T>>();

  /** Takes in an item under one of its conditions, of which there must be one. */
  add(conditions: readonly FieldCondition[], item: T): void {
    const { name, value } = conditions.find((condition) => condition.value !== undefined) ?? conditions[0]!;
    const named: NamedItems<T> = this.#byName.get(name) ?? { present: [], byValue: new Map() };
    this.#byName.set(name, named);
    if (value === undefined) named.present.push(item);
    else if (!named.byValue.get(value)?.push(item)) named.byValue.set(value, [item]);
  }

  /** The items that want a field of this name. */
  get(name: string): NamedItems<T> | undefined {
    return this.#byName.get(name);
  }
}

/** Items that want one field, in the order they came. */
export interface NamedItems<T> {
  /** Whatever its value. */
  readonly present: T[];
  readonly byValue: Map<string, T[]>;
}
