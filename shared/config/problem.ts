/** Something wrong with a configuration, and where. */
export interface Problem extends Place {
  /** An error keeps the configuration from being used. */
  readonly severity: 'error' | 'warning';
  /** The setting, by names from the root: `routes.api.upstream`. */
  readonly path: string;
  readonly message: string;
  /** What to write instead. */
  readonly hint?: string | undefined;
}

/** Where something stands. Line and column start at 1; both are 0 where there is no text. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Takes problems as they are found, so that all of them are reported at once. */
export class Problems {
  readonly list: Problem[] = [];

  error(place: Place, path: string, message: string, hint?: string): void {
    this.#add('error', place, path, message, hint);
  }

  warning(place: Place, path: string, message: string, hint?: string): void {
    this.#add('warning', place, path, message, hint);
  }

  get hasErrors(): boolean {
    return this.list.some(({ severity }) => severity === 'error');
  }

  /** Whether there is an error at exactly this place; never where there is no text. */
  hasErrorAt({ file, line, column }: Place): boolean {
    if (line === 0) return false;
    return this.list.some(
      (one) => one.severity === 'error' && one.line === line && one.column === column && one.file === file,
    );
  }

  #add(
    severity: Problem['severity'],
    { file, line, column }: Place,
    path: string,
    message: string,
    hint?: string,
  ): void {
    this.list.push({ severity, file, line, column, path, message, hint });
  }
}
