/** The module `sentinel-ranks` of a Worker, as it stands in `.cache`: all vocabularies of tokenizers, or nothing. */
export function ranksModule(isNeeded: boolean): string {
  return isNeeded
    ? "export { libraryRanks as default } from '../shared/ai/tokens/ranks/library-ranks.ts';\n"
    : 'export default undefined;\n';
}
