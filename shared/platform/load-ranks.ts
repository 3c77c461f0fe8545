/** The vocabularies of tokenizers there are. That of r50k is the beginning of that of p50k. */
export type RankSet = 'o200k' | 'cl100k' | 'p50k';

/**
 * Loads a vocabulary: the tokens in base64, by rank, in lines that each begin with `!` and the rank of their first. Rejects
 * where the program was built without it.
 */
export type LoadRanks = (name: RankSet) => Promise<string>;
