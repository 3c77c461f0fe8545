import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What no answer may ever hold. */
export const secret = 'TOP-SECRET';

/** When every file of a {@link WebFolder} was last changed. */
export const changedAt = Date.UTC(2023, 0, 2, 3, 4, 5);

/** A folder to serve, among files that must never be served. */
export interface WebFolder {
  /** The folder itself. */
  readonly root: string;
  write(path: string, content: string | Uint8Array, at?: number): Promise<void>;
  remove(): Promise<void>;
}

/** Text that gains much by compression. */
export const longText = 'All happy families are alike. '.repeat(200);

/** Bytes that tell where they stand. */
export const bigBytes = Uint8Array.from({ length: 700_000 }, (_, at) => (at * 31 + (at >> 8)) & 0xff);

/** Makes the folder. */
export async function webFolder(): Promise<WebFolder> {
  const home = await mkdtemp(join(tmpdir(), 'sentinel-web-'));
  const root = join(home, 'web');
  const write: WebFolder['write'] = async (path, content, at = changedAt) => {
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    await utimes(file, at / 1000, at / 1000);
  };
  for (const [path, content] of Object.entries(contents)) await write(path, content);
  for (const [path, target] of Object.entries(links)) await symlink(target, join(root, path));
  return { root, write, remove: () => rm(home, { recursive: true, force: true }) };
}

const contents: Readonly<Record<string, string | Uint8Array>> = {
  '../secret.txt': secret,
  '../web-secret/secret.txt': secret,
  '../outside/secret.txt': secret,
  '../outside/index.html': secret,
  'index.html': '<h1>Home</h1>',
  'app.js': longText,
  'style.css': 'body{}',
  'notes.txt': '0123456789',
  'empty.txt': '',
  'big.bin': bigBytes,
  'a b.txt': 'blank',
  'ü.txt': 'umlaut',
  '100%.txt': 'percent',
  'docs/index.html': 'docs',
  'docs/page.html': 'page',
  'old/index.htm': 'old index',
  'bare/one.txt': '1',
  'bare/two/three.txt': '3',
  '.env': secret,
  '.git/config': secret,
  '.well-known/security.txt': 'Contact: mailto:a@example.com',
  'sub/.hidden/x.txt': secret,
  'sub/.well-known/x.txt': secret,
  '..secret/x.txt': secret,
};

const links: Readonly<Record<string, string>> = {
  'link-in.txt': 'notes.txt',
  'link-docs': 'docs',
  'link-out.txt': '../secret.txt',
  'link-outside': '../outside',
  'link-absolute': '/etc/passwd',
  'link-sibling': '../web-secret',
  'link-hidden': '.env',
  'link-loop': 'link-loop',
  'link-root': '/',
  'link-gone': 'nothing',
};
