import { block } from '../fields/block.ts';
import { blocks } from '../fields/blocks.ts';
import { texts } from '../fields/list.ts';
import { text } from '../fields/text.ts';
import { absolutePath } from '../forms/absolute-path.ts';
import { headerName } from '../forms/header-name.ts';

const header = block(
  'A header that must be there.',
  {
    name: text('Name of the header.', { required: true, form: headerName }),
    value: text('Its exact value; any when absent.'),
  },
  { required: true, args: ['name', 'value'], short: true },
);

const queryParam = block(
  'A query parameter that must be there.',
  {
    name: text('Name of the parameter, decoded.', { required: true }),
    value: text('Its exact value, decoded; any when absent.'),
  },
  { required: true, args: ['name', 'value'], short: true },
);

/**
 * What a request must look like: paths, prefixes and patterns are alternatives of each other, as are hosts and as are
 * methods; everything else must hold together.
 */
export const matches = block(
  'What a request must look like. Several paths, hosts or methods are alternatives; the rest must hold together.',
  {
    path: texts('The whole path.', { default: [], form: absolutePath }),
    'path-prefix': texts('The beginning of the path, up to a whole segment.', { default: [], form: absolutePath }),
    'path-regex': texts('A pattern found in the path.', { default: [] }),
    host: texts('The host: exact, `*.example.com`, or a pattern.', { default: [] }),
    method: texts('The method.', { default: [], commas: true }),
    headers: blocks('Headers that must be there.', 'header', header, { default: [] }),
    'query-params': blocks('Query parameters that must be there.', 'query-param', queryParam, { default: [] }),
  },
  { default: {}, aliases: ['match'] },
);
