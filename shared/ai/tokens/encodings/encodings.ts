import type { LoadRanks, RankSet } from '../../../platform/load-ranks.ts';
import { splitCl100k } from '../split/split-cl100k.ts';
import { splitGpt2 } from '../split/split-gpt2.ts';
import { splitO200k } from '../split/split-o200k.ts';
import type { Splitter } from '../split/splitter.ts';
import { Encoding } from './encoding.ts';
import { Vocabulary } from './vocabulary.ts';

/** Encodings that can be counted exactly. */
export type EncodingName = 'o200k' | 'cl100k' | 'p50k' | 'r50k';

interface EncodingRow {
  readonly ranks: RankSet;
  readonly split: Splitter;
  /** Ranks from here on belong to a larger encoding. */
  readonly below?: number;
}

/** What each encoding is made of. */
export const encodingRows: Readonly<Record<EncodingName, EncodingRow>> = {
  o200k: { ranks: 'o200k', split: splitO200k },
  cl100k: { ranks: 'cl100k', split: splitCl100k },
  p50k: { ranks: 'p50k', split: splitGpt2 },
  r50k: { ranks: 'p50k', split: splitGpt2, below: 50_256 },
};

/** The encodings in use: each is read when it is first asked for, and kept. Four at most: 13 MB in all. */
export class Encodings {
  readonly #load: LoadRanks;
  readonly #made = new Map<EncodingName, Encoding>();
  readonly #underWay = new Map<EncodingName, Promise<Encoding>>();

  constructor(load: LoadRanks) {
    this.#load = load;
  }

  /** An encoding; at once when it is there already. */
  get(name: EncodingName): Encoding | Promise<Encoding> {
    const made = this.#made.get(name);
    if (made) return made;
    const underWay = this.#underWay.get(name) ?? this.#make(name);
    this.#underWay.set(name, underWay);
    return underWay;
  }

  async #make(name: EncodingName): Promise<Encoding> {
    const { ranks, split, below } = encodingRows[name];
    try {
      const encoding = new Encoding(new Vocabulary(await this.#load(ranks), below), split);
      this.#made.set(name, encoding);
      return encoding;
    } finally {
      this.#underWay.delete(name);
    }
  }
}
