declare module 'sentinel-ranks' {
  import type { LoadRanks } from '../../shared/platform/load-ranks.ts';

  /** The vocabularies of tokenizers; `undefined` where the configuration that is built in needs none. */
  const loadRanks: LoadRanks | undefined;
  export default loadRanks;
}
