import type { Fields } from '../fields/block.ts';
import { seconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { texts } from '../fields/list.ts';
import { headerName } from '../forms/header-name.ts';
import { methodName } from '../forms/method-name.ts';
import { origin } from '../forms/origin.ts';

/** Options of the `cors` filter. */
export const corsFilter = {
  'allowed-origins': texts(
    'Origins whose pages may read responses: whole ones, `https://*.example.com` for the names below it, or `*` for all.',
    { default: ['*'], aliases: ['allow-origins', 'origins'], commas: true, form: origin },
  ),
  'allowed-methods': texts('Methods they may use.', {
    default: ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH'],
    aliases: ['allow-methods', 'methods'],
    commas: true,
    form: methodName,
  }),
  'allowed-headers': texts('Headers they may send; those asked for when empty.', {
    default: [],
    aliases: ['allow-headers'],
    commas: true,
    form: headerName,
  }),
  'exposed-headers': texts('Headers they may read.', {
    default: [],
    aliases: ['expose-headers'],
    commas: true,
    form: headerName,
  }),
  'allow-credentials': flag('Lets them send cookies.', { default: false, aliases: ['credentials'] }),
  'allow-private-network': flag('Lets pages of the internet reach this address of a private network.', {
    default: false,
  }),
  'max-age-secs': seconds('How long a browser may remember what it was told.', {
    default: 86_400,
    minMs: 0,
    aliases: ['max-age'],
  }),
} as const satisfies Fields;
