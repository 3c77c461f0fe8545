/** The variables of the environment, as far as they are known. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A text with its `${NAME}` and `${NAME:-default}` filled in, and the names that are not set. */
export interface Filled {
  readonly text: string;
  readonly unset: readonly string[];
}

/** Fills in variables of the environment. `$${` stands for `${` itself. */
export function fillIn(text: string, environment: Environment): Filled {
  const unset: string[] = [];
  const filled = text.replace(variable, (whole, name: string | undefined, fallback: string | undefined) => {
    if (name === undefined) return '${';
    const value = environment[name];
    if (value !== undefined && (value !== '' || fallback === undefined)) return value;
    if (fallback !== undefined) return fallback;
    unset.push(name);
    return whole;
  });
  return { text: filled, unset };
}

/** Whether a text names a variable of the environment. */
export function namesVariable(text: string): boolean {
  return text.includes('${');
}

const variable = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;
