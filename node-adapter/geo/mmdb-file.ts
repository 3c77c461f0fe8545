import { readFile, stat } from 'node:fs/promises';
import type { CountryResponse, Reader } from 'mmdb-lib';
import { Fault } from '../../shared/errors/fault.ts';
import type { GeoDatabase } from '../../shared/platform/geo.ts';
import type { Clock } from '../../shared/platform/platform.ts';
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
  #reader: Reader<CountryResponse>;
  #edition = 0;
  #lookedAt: number;
  /** Size and time of change of what was read last, sound or not. */
  #mark: string | undefined;
  #looking: Promise<void> | undefined;

  constructor(path: string, content: Buffer, parts: MmdbFileParts) {
    this.#path = path;
    this.#parts = parts;
    this.#lookedAt = parts.clock.monotonic();
    try {
      this.#reader = soundReader(content);
    } catch (error) {
      throw new Fault('internal', { detail: `${path} is no sound database of countries: ${reasonOf(error)}` });
    }
    this.#looking = this.#note();
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
    if (address.includes(':') && this.#reader.metadata.ipVersion === 4) return undefined;
    const found = this.#reader.get(address);
    return found?.country?.iso_code ?? found?.registered_country?.iso_code;
  }

  /** Resolves once what is being looked at has been seen; for tests. */
  async looked(): Promise<void> {
    await this.#looking;
  }

  async #note(): Promise<void> {
    this.#mark = await markOf(this.#path).catch(() => undefined);
    this.#looking = undefined;
  }

  async #look(): Promise<void> {
    try {
      const mark = await markOf(this.#path);
      if (mark === this.#mark) return;
      this.#mark = mark;
      this.#reader = soundReader(await readFile(this.#path));
      this.#edition += 1;
    } catch (error) {
      this.#mark ??= 'gone';
      this.#parts.onProblem(
        `the database ${this.#path} has changed and cannot be used, the one before stays: ${reasonOf(error)}`,
      );
    } finally {
      this.#looking = undefined;
    }
  }
}

const everyMs = 10_000;

async function markOf(path: string): Promise<string> {
  const { size, mtimeMs, ino } = await stat(path);
  return `${size} ${mtimeMs} ${ino}`;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
