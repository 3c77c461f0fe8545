import { socketPlatform } from '../platform.ts';
import type { Call, Command } from './command.ts';
import { apiDesk } from './keys/api-desk.ts';
import type { DeskAnswer } from './keys/key-desk.ts';
import { jsonOption } from './shared-options.ts';
import { UsageError } from './usage-error.ts';

/** Shows what the cache of a running Sentinel did, and has it drop things. */
export const cache: Command = {
  name: 'cache',
  aliases: [],
  about: 'Shows what the cache of a running Sentinel did, and purges it.',
  usage: '<stats | purge> --url <admin API> [options]',
  mostWords: 1,
  options: [
    { name: 'url', value: 'url', about: 'Admin API of a running Sentinel; its token is SENTINEL_ADMIN_TOKEN.' },
    { name: 'address', value: 'url', about: 'Purges one address, with its query, in all its variants.' },
    { name: 'prefix', value: 'url', about: 'Purges all addresses that begin so.' },
    { name: 'tag', value: 'tag', about: 'Purges what the origin gave this tag.' },
    { name: 'all', about: 'Purges all.' },
    { name: 'soft', about: 'Has it asked about before it is used again, in place of dropping it.' },
    jsonOption,
  ],
  examples: [
    'sentinel cache stats --url http://127.0.0.1:9090/admin',
    'sentinel cache purge --url http://127.0.0.1:9090/admin --prefix https://www.example.com/news/',
    'sentinel cache purge --url http://127.0.0.1:9090/admin --tag product-17 --soft',
  ],
  async run(call) {
    const [name] = call.rest;
    if (name !== 'stats' && name !== 'purge') throw new UsageError('Write stats or purge after "cache".');
    const url = call.text('url');
    if (url === undefined) throw new UsageError('Which Sentinel? Write the address of its admin API as --url.');
    const desk = apiDesk(url, process.env['SENTINEL_ADMIN_TOKEN'], socketPlatform({ write() {} }));
    try {
      if (name === 'stats') return told(await desk.ask('GET', '/cache'), call, showAll);
      return told(await desk.ask('POST', '/cache/purge', purgeOf(call)), call, ({ content }) => [
        `${String(content['purged'])}: ${String(content['purged_entries'])} responses${remarkIn(content)}`,
      ]);
    } finally {
      desk.close();
    }
  },
};

function remarkIn({ remark }: Readonly<Record<string, unknown>>): string {
  return typeof remark === 'string' ? `. ${remark}` : '';
}

function purgeOf(call: Call): Readonly<Record<string, string | boolean>> {
  const [address, prefix, tag] = [call.text('address'), call.text('prefix'), call.text('tag')];
  const meant = {
    ...(address !== undefined && { url: address }),
    ...(prefix !== undefined && { prefix }),
    ...(tag !== undefined && { tag }),
    ...(call.flag('all') && { all: true }),
  };
  if (Object.keys(meant).length !== 1) throw new UsageError('Write one of --address, --prefix, --tag and --all.');
  return { ...meant, soft: call.flag('soft') };
}

function told(answer: DeskAnswer, { terminal, flag }: Call, show: (answer: DeskAnswer) => readonly string[]): number {
  const { out, err, paint } = terminal;
  const { status, content } = answer;
  const isGood = status < 400;
  if (flag('json')) out(JSON.stringify(content, null, 2));
  else if (isGood) for (const line of show(answer)) out(line);
  if (!isGood) err(paint('bad', String(content['title'] ?? `It answered ${status}.`)));
  return isGood ? 0 : 1;
}

function showAll({ content }: DeskAnswer): readonly string[] {
  return Object.entries(content).map(([name, value]) => `${name.replaceAll('_', '-').padEnd(12)} ${String(value)}`);
}
