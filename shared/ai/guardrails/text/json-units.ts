/** One character of a JSON text. */
export interface Unit {
  /** What it means, one UTF-16 unit. */
  readonly meaning: string;
  /** How it is written. */
  readonly source: string;
  /** Whether it stands inside a string; the quotes do not. */
  readonly isContent: boolean;
}

/** Reads JSON text into characters, in whatever pieces it comes. What is no JSON is taken as it is. */
export class JsonUnits {
  #isInString = false;
  /** The beginning of an escape. */
  #escape = '';

  /** Whether an escape has begun that is not complete. */
  get isHolding(): boolean {
    return this.#escape !== '';
  }

  push(source: string): readonly Unit[] {
    const units: Unit[] = [];
    for (const sign of source.split('')) this.#take(sign, units);
    return units;
  }

  /** What stands there of an escape that never ended. */
  end(): readonly Unit[] {
    const rest = this.#escape.split('').map((sign) => ({ meaning: sign, source: sign, isContent: false }));
    this.#escape = '';
    return rest;
  }

  #take(sign: string, units: Unit[]): void {
    if (this.#escape !== '') this.#takeEscaped(sign, units);
    else if (sign === '\\' && this.#isInString) this.#escape = sign;
    else if (sign === '"') {
      this.#isInString = !this.#isInString;
      units.push({ meaning: sign, source: sign, isContent: false });
    } else units.push({ meaning: sign, source: sign, isContent: this.#isInString });
  }

  #takeEscaped(sign: string, units: Unit[]): void {
    this.#escape += sign;
    const isHex = this.#escape[1] === 'u';
    if (isHex && this.#escape.length < 6) return;
    const source = this.#escape;
    this.#escape = '';
    const meaning = isHex ? String.fromCharCode(Number.parseInt(source.slice(2), 16) || 0) : (escapes[sign] ?? sign);
    units.push({ meaning, source, isContent: true });
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };
