/** Databases that know in which country an address is. */
export interface GeoSource {
  /**
   * The database in a file, which is read now and again whenever it has changed; a change that cannot be read leaves the one
   * before in place and is told to `onProblem`. Throws a `Fault` when it cannot be read in the first place.
   */
  open(path: string, onProblem: (problem: string) => void): GeoDatabase;
}

/** One database. */
export interface GeoDatabase {
  /** Two capital letters (ISO 3166-1); `undefined` when the database has nothing on the address. Throws when it is broken. */
  country(address: string): string | undefined;
  /** A number that is another one once the database has changed. */
  readonly edition: number;
}
