import type { FileSource, ServedFolder } from '../../../shared/platform/file-source.ts';
import { AssetsFolder } from './assets-folder.ts';
import { BucketFolder } from './bucket-folder.ts';
import { VisibleFolder } from './visible-folder.ts';

/** Where a Worker finds files: an R2 bucket, or what is deployed beside it. */
export interface FileBindings {
  readonly SENTINEL_BUCKET?: R2Bucket;
  readonly SENTINEL_ASSETS?: Fetcher;
}

/** The files a Worker is bound to; the bucket where there are both, and `undefined` where there is neither. */
export function workerFiles({
  SENTINEL_BUCKET: bucket,
  SENTINEL_ASSETS: assets,
}: FileBindings): FileSource | undefined {
  if (!bucket && !assets) return undefined;
  const folderOf = (prefix: string): ServedFolder =>
    bucket ? new BucketFolder(bucket, prefix) : new AssetsFolder(assets!, prefix);
  return { folder: (root, policy) => new VisibleFolder(folderOf(prefixOf(root)), policy) };
}

/** A folder as the beginning of names: empty, or with a slash at its end. */
function prefixOf(root: string): string {
  const names = root.split('/').filter((name) => name !== '' && name !== '.');
  return names.map((name) => `${name}/`).join('');
}
