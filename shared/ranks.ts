/** Vocabularies for exact counts of tokens, for applications that count them: `fetchPlatform({ loadRanks })`. */
export { libraryRanks as default, libraryRanks as loadRanks } from './ai/tokens/ranks/library-ranks.ts';
