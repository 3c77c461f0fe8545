import type { Handler } from '../../engine/handler.ts';
import { Fault } from '../../errors/fault.ts';
import { staticFiles } from '../../handlers/static-files.ts';
import type { ContentCoding } from '../../platform/compression.ts';
import type { Platform } from '../../platform/platform.ts';
import { CacheRules } from '../../static/cache-rules.ts';
import { CodedCopies } from '../../static/coded-copies.ts';
import { isCompressible, MediaTypes } from '../../static/media-types.ts';
import { StaticSite } from '../../static/static-site.ts';
import type { Config } from '../config.ts';
import { namesIn } from '../forms/file-path.ts';

type StaticSettings = NonNullable<Config['routes'][number]['staticFiles']>;

/** Makes the files of a route ready to serve. Throws a `Fault` when the folder cannot be served here. */
export function compileStatic(settings: StaticSettings, platform: Platform): Handler {
  const { compress, precompressed, symlinks, hiddenFiles } = settings;
  const { files, compression, random, clock, runtime } = platform;
  if (!files) throw new Fault('internal', { detail: 'static-files: this runtime has no files to serve' });
  const made = compress ? codingsMade.filter((coding) => compression.encodes.includes(coding)) : [];
  const stored = codingsMade.filter((coding) => precompressed.some((written) => written === coding));
  const variesAlways = stored.length > 0;
  const site = new StaticSite({
    ...{ compression, random, clock, made, stored },
    folder: files.folder(settings.root, { showsHidden: hiddenFiles, followsLinks: symlinks === 'inside' }),
    copies: new CodedCopies(compression, copiesMebibytes[runtime === 'workerd' ? 'isolate' : 'process'] * 1_048_576),
    mayBeCoded: (type) => variesAlways || (made.length > 0 && isCompressible(type)),
    index: settings.index,
    fallback: settings.fallback === undefined ? undefined : namesIn(settings.fallback),
    notFoundPage: settings.notFoundPage === undefined ? undefined : namesIn(settings.notFoundPage),
    lists: settings.directoryListing,
    types: new MediaTypes(settings.mimeTypes),
    cacheRules: new CacheRules(settings.cacheRules, settings.cacheControl),
  });
  return staticFiles(site);
}

/** Coded content kept for a route. The platform ends an isolate that takes 128 MiB in all. */
const copiesMebibytes = { process: 32, isolate: 8 } as const;

/** What files are coded in, the best first. */
const codingsMade: readonly ContentCoding[] = ['br', 'zstd', 'gzip'];
