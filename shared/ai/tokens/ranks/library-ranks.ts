import type { LoadRanks, RankSet } from '../../../platform/load-ranks.ts';

/** The vocabularies of the library `js-tiktoken`, each read when it is first needed. */
export const libraryRanks: LoadRanks = async (name) => (await modules[name]()).default.bpe_ranks;

const modules: Readonly<Record<RankSet, () => Promise<{ readonly default: { readonly bpe_ranks: string } }>>> = {
  o200k: () => import('js-tiktoken/ranks/o200k_base'),
  cl100k: () => import('js-tiktoken/ranks/cl100k_base'),
  p50k: () => import('js-tiktoken/ranks/p50k_base'),
};
