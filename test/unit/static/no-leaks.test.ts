import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Stage } from '../../liveness/stage.ts';
import { SeededRandom, testSeed } from '../../support/seeded-random.ts';
import { secret, type WebFolder, webFolder } from '../../support/web-folder.ts';

let folder: WebFolder;

before(async () => {
  folder = await webFolder();
});
after(() => folder.remove());

/** Ways to write what leads up, and what divides names. */
const ups = [
  '..',
  '%2e%2e',
  '.%2e',
  '%2E.',
  '%252e%252e',
  '%c0%ae%c0%ae',
  '%e0%80%ae%e0%80%ae',
  '%uff0e%uff0e',
  '...',
  '. .',
  '..;',
  '..%00',
  '%e2%80%a4%e2%80%a4',
  '\u{ff0e}',
];
const dividers = ['/', '/', '/', '%2f', '%5c', '\\', '%252f', '%c0%af', '%e0%80%af', '//', '/./', '/;/', '%2F%2e%2f'];
const aims = [
  'secret.txt',
  'web-secret/secret.txt',
  'outside/secret.txt',
  '.env',
  '.git/config',
  '%2eenv',
  '.ENV',
  '.env%00.txt',
  'sub/.hidden/x.txt',
  'sub/.well-known/x.txt',
  '..secret/x.txt',
  'link-out.txt',
  'link-outside/secret.txt',
  'link-outside/',
  'link-absolute',
  'link-sibling/secret.txt',
  'link-hidden',
  'link-root/etc/passwd',
  'etc/passwd',
  'etc%2fpasswd',
  'C:/secret.txt',
  'c%3a%5csecret.txt',
  '.well-known/../.env',
  'docs/page.html',
  'notes.txt',
  '',
];
const starts = ['', '', 'docs/', 'bare/two/', 'link-docs/', '.well-known/', 'sub/', 'notes.txt/', 'nothing/'];

test('nothing outside of the folder and nothing hidden is ever sent, however it is named', async () => {
  const seed = testSeed();
  const random = new SeededRandom(seed);
  const pick = (list: readonly string[]) => list[random.below(list.length)]!;
  const target = folder.root.slice(1);
  const stage = await Stage.of({
    answers: `static-files { root "${folder.root}"; directory-listing #true; precompressed "gzip" }`,
  });
  let sent = 0;
  for (let round = 0; round < 6000; round += 1) {
    let path = `/${pick(starts)}`;
    for (let up = random.below(4); up > 0; up -= 1) path += pick(ups) + pick(dividers);
    path += random.next() < 0.05 ? `${target}/../secret.txt` : pick(aims);

    const answer = await stage.ask({ target: path, headers: { 'accept-encoding': pick(['', 'gzip']) } });

    const where = `seed ${seed}: ${path}`;
    assert.ok(!answer.text.includes(secret) && !answer.text.includes('root:'), where);
    assert.ok(!answer.text.includes(folder.root), where);
    assert.ok([200, 308, 400, 403, 404].includes(answer.status), `${where}: ${answer.status}`);
    if (answer.status === 200) sent += 1;
  }

  // Were every path refused, nothing would be shown.
  assert.ok(sent > 40, `${sent} were sent`);
});

test('every place that is secret is reachable where the policy is otherwise', async () => {
  const open = await Stage.of({ answers: `static-files { root "${folder.root}/.."; hidden-files #true }` });
  for (const target of ['/secret.txt', '/web/.env', '/web/link-out.txt', '/web/sub/.hidden/x.txt']) {
    assert.equal((await open.ask({ target })).text, secret);
  }
});

test('no link is followed where none may be', async () => {
  const stage = await Stage.of({ answers: `static-files { root "${folder.root}"; symlinks "none" }` });
  for (const target of ['/link-in.txt', '/link-docs/page.html', '/link-docs/', '/link-docs']) {
    assert.equal((await stage.ask({ target })).status, 404);
  }
  assert.equal((await stage.ask({ target: '/notes.txt' })).status, 200);
});
