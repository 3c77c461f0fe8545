/** The name of a model without what routers and clouds put before it: `openai/gpt-4o` is `gpt-4o`. */
export function bareModel(model: string): string {
  if (model.length > longestName) return '';
  return model.slice(model.lastIndexOf('/') + 1).toLowerCase();
}

/** The name of a bare model without the date or word of its release: `gpt-4o-2024-08-06` is `gpt-4o`. */
export function withoutRelease(bare: string): string {
  return bare.replace(release, '');
}

const longestName = 128;
/** `-2024-08-06`, `-20241022`, `@20241022`, `-latest`, `@default`, `-001`, `-preview-09-2025`, `-preview-05-20`. */
const release = /(?:[-@]\d{4}-\d{2}-\d{2}|[-@]\d{8}|[-@]latest|@default|-\d{3,4}|-preview-\d{2}-\d{2,4})$/;
