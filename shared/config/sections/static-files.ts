import { block } from '../fields/block.ts';
import { choice } from '../fields/choice.ts';
import { flag } from '../fields/flag.ts';
import { choices, texts } from '../fields/list.ts';
import { pairs } from '../fields/pairs.ts';
import { text } from '../fields/text.ts';
import { fileName, filePath } from '../forms/file-path.ts';

/** Files served from a folder. */
export const staticFiles = block('Serves files from a folder.', {
  root: text('The folder; the path of a request is looked up in it. On Workers it is a prefix of names.', {
    required: true,
    isFile: true,
  }),
  index: texts('Files that stand for their folder; the first that is there is sent.', {
    default: ['index.html', 'index.htm'],
    form: fileName,
  }),
  'directory-listing': flag('Lists the files of a folder that has no index.', { default: false }),
  'cache-control': text('Value of `Cache-Control`; nothing is sent for an empty one.', {
    default: 'public, max-age=3600',
    mayBeEmpty: true,
  }),
  'cache-rules': pairs(
    'Values of `Cache-Control` by pattern, of which the first that fits counts: `*` stands for a part of a name, `**` for any part of the path, `?` for a letter. A pattern without a slash is compared with the name alone.',
    { default: {} },
  ),
  compress: flag('Sends what gains by it in the coding the client likes best.', { default: true }),
  precompressed: choices(
    'Codings in which files lie beside the plain ones, as `app.js.br`, `app.js.zst`, `app.js.gz`. One that is older than the plain file does not count.',
    ['br', 'zstd', 'gzip'],
    { default: [] },
  ),
  fallback: text('File of the folder that is sent when there is none, for single-page applications.', {
    aliases: ['spa-fallback'],
    form: filePath,
  }),
  'not-found-page': text('File of the folder that is sent, with 404, when there is none.', { form: filePath }),
  'mime-types': pairs('Media types by file extension, before those that are known.', { default: {} }),
  'hidden-files': flag('Serves files and folders whose names begin with a dot. `/.well-known` is always served.', {
    default: false,
  }),
  symlinks: choice(
    'Which symbolic links are followed: those that lead to something `inside` the folder, or `none`.',
    ['inside', 'none'],
    { default: 'inside', needs: 'files' },
  ),
});
