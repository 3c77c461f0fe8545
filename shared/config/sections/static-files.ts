import { block } from '../fields/block.ts';
import { flag } from '../fields/flag.ts';
import { pairs } from '../fields/pairs.ts';
import { text } from '../fields/text.ts';

/** Files served from a folder. */
export const staticFiles = block(
  'Serves files from a folder.',
  {
    root: text('The folder.', { required: true }),
    index: text('File served for a folder.', { default: 'index.html' }),
    'directory-listing': flag('Lists the files of a folder that has no index.', { default: false }),
    'cache-control': text('Value of `Cache-Control`.', { default: 'public, max-age=3600' }),
    compress: flag('Compresses what gains by it.', { default: true }),
    fallback: text('File served when there is none, for single-page applications.', { aliases: ['spa-fallback'] }),
    'mime-types': pairs('Media types by file extension.', { default: {} }),
  },
  { later: true, needs: 'files' },
);
