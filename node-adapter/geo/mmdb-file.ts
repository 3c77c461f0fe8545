import { readFile, stat } from 'node:fs/promises';
import type { GeoDatabase } from '../../shared/platform/geo.ts';
import type { Clock } from '../../shared/platform/platform.ts';
import { countryOf } from './country-of.ts';
import { markOf, type ReadDatabase, reasonOf, remembered } from './read-database.ts';
import { soundReader } from './sound-reader.ts';

/** What a database needs beside its file. */
export interface MmdbFileParts {
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly onProblem: (problem: string) => void;
}

/**
 * A database in the MaxMind format. Whoever asks makes it look, every ten seconds at most, whether its file has changed: one
 * that nobody asks is not read. The file is read beside the requests; until it is there, and sound, the one before answers.
 */
export class MmdbFile implements GeoDatabase {
  readonly #path: string;
  readonly #parts: MmdbFileParts;
  #database: ReadDatabase;
  #edition = 0;
  #lookedAt: number;
  /** Of what was read last, sound or not. */
  #mark: string;
  #looking: Promise<void> | undefined;

  constructor(path: string, database: ReadDatabase, parts: MmdbFileParts) {
    this.#path = path;
    this.#parts = parts;
    this.#lookedAt = parts.clock.monotonic();
    this.#database = database;
    this.#mark = database.mark;
  }

  get edition(): number {
    return this.#edition;
  }

  country(address: string): string | undefined {
    const now = this.#parts.clock.monotonic();
    if (now - this.#lookedAt >= everyMs && !this.#looking) {
      this.#lookedAt = now;
      this.#looking = this.#look();
    }
    // A database of IPv4 alone knows nothing of other addresses.
    const { reader } = this.#database;
    if (address.includes(':') && reader.metadata.ipVersion === 4) return undefined;
    return countryOf(reader.get(address));
  }

  /** Resolves once what is being looked at has been seen; for tests. */
  async looked(): Promise<void> {
    await this.#looking;
  }

  async #look(): Promise<void> {
    try {
      const mark = markOf(await stat(this.#path));
      if (mark === this.#mark) return;
      this.#mark = mark;
      this.#database = remembered(this.#path, { reader: soundReader(await readFile(this.#path)), mark });
      this.#edition += 1;
    } catch (error) {
      const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (isGone && this.#mark === gone) return;
      if (isGone) this.#mark = gone;
      const reason = isGone ? 'it is gone' : reasonOf(error);
      this.#parts.onProblem(
        `the database ${this.#path} has changed and cannot be used, the one before stays: ${reason}`,
      );
    } finally {
      this.#looking = undefined;
    }
  }
}

const everyMs = 10_000;

/** In place of the mark of a file that is not there. */
const gone = 'gone';
