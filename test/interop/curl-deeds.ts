import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './run-program.ts';
import { largeBytes, sample, sha256 } from './sample.ts';

/** Does what curl can at this address, with files in this folder. */
export async function curlDeeds(base: string, folder: string): Promise<Record<string, string>> {
  const [small, large, hello] = [join(folder, 'small'), join(folder, 'large'), join(folder, 'hello')];
  await Promise.all([
    writeFile(small, sample(70_000)),
    writeFile(large, sample(largeBytes)),
    writeFile(hello, 'hello'),
  ]);
  const curl = (...args: string[]): Promise<Buffer> => run('curl', ['-sS', '--max-time', '15', ...args]);
  const text = async (...args: string[]): Promise<string> => (await curl(...args)).toString('latin1');
  const at = (name: string): string => `${base}/${name}`;
  const digest = async (...args: string[]): Promise<string> => {
    const content = await curl(...args);
    return `${content.length} ${sha256(content)}`;
  };
  // 18: fewer bytes than announced; 56: broken off while receiving.
  const broken = (name: string): Promise<string> =>
    text(at(name)).catch((error: Error) => (/exit (18|56)/.test(error.message) ? 'broken' : error.message));
  const after = '%{http_code} %{size_download}';
  const many = Array.from({ length: 5 }, () => at('plain'));
  const deeds: Record<string, () => Promise<string>> = {
    get: async () => `200 ${await text('-f', at('plain'))}`,
    head: async () => `${(await text('-I', '-w', '%{http_code} %header{content-length}', at('plain'))).slice(-6)} 0`,
    'post-length': () => text('--data-binary', `@${small}`, at('upload')),
    'post-chunked': () => text('-H', 'Transfer-Encoding: chunked', '--data-binary', `@${small}`, at('upload')),
    'gzip-bytes': async () => (await curl('-H', 'Accept-Encoding: gzip', at('gzip'))).toString('base64'),
    'gzip-text': () => text('--compressed', at('gzip')),
    chunked: () => text(at('chunked')),
    'no-content': async () => (await text('-w', after, at('no-content'))).replace(' 0', ' '),
    'not-modified': async () => (await text('-H', 'If-None-Match: "v1"', '-w', after, at('etag'))).replace(' 0', ' '),
    range: async () => `206 ${await digest('-f', '-r', '100-299', at('range'))}`,
    'to-the-end': () => text(at('to-the-end')),
    continue: () => text('-H', 'Expect: 100-continue', '--data-binary', `@${hello}`, at('upload')),
    'large-down': () => digest(at('large')),
    'large-up': () => text('-H', 'Expect:', '-T', large, '-X', 'POST', at('upload')),
    'slow-reader': () => digest('--limit-rate', '16M', at('large')),
    'early-close': () => broken('early-close'),
    'early-close-chunked': () => broken('early-close-chunked'),
    'reset-before-head': async () => await text('-w', '%{http_code}', '-o', '/dev/null', at('reset-before-head')),
    'reset-within-body': () => broken('reset-within-body'),
    'keep-alive': async () => {
      const made = await text('-w', '\n%{num_connects}', ...many.flatMap((url) => ['-o', '/dev/null', url]));
      return made.trim().split('\n').join('') === '10000' ? 'one connection' : made;
    },
  };
  const results: Record<string, string> = {};
  for (const [name, deed] of Object.entries(deeds)) results[name] = await deed().catch(String);
  return results;
}
