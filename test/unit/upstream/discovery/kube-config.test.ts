import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readKubeConfig } from '../../../../shared/upstream/discovery/kube-config.ts';
import { plainYaml } from '../../../../shared/upstream/discovery/plain-yaml.ts';

const file = (user: string) => `
apiVersion: v1
kind: Config
preferences: {}
current-context: "prod"
clusters:
- name: cluster-a
  cluster:
    certificate-authority-data: ${btoa('PEM of a')}
    server: https://10.0.0.1:6443
    tls-server-name: kubernetes
- name: cluster-b   # not used
  cluster:
    insecure-skip-tls-verify: true
    server: https://10.0.0.2
contexts:
  - name: 'prod'
    context:
      cluster: cluster-a
      namespace: default
      user: me
users:
- name: me
  user:
${user}
`;

const readText = (path: string): string => `text of ${path}`;

describe('a file of kubectl', () => {
  test('says where the current context is, whom to trust, and who asks', () => {
    assert.deepEqual(readKubeConfig(file('    token: t0ken'), readText), {
      server: 'https://10.0.0.1:6443',
      tls: { serverName: 'kubernetes', skipVerify: false, ca: 'PEM of a', cert: undefined, key: undefined },
      token: 't0ken',
      tokenFile: undefined,
    });
  });

  test('may show a certificate, from a file or within', () => {
    const user = `    client-certificate: /c.pem\n    client-key-data: ${btoa('KEY')}`;
    const { tls } = readKubeConfig(file(user), readText);

    assert.deepEqual([tls.cert, tls.key], ['text of /c.pem', 'KEY']);
  });

  test('may be in JSON', () => {
    const json = JSON.stringify({
      'current-context': 'c',
      contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
      clusters: [{ name: 'k', cluster: { server: 'https://k', 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'u', user: { tokenFile: '/t' } }],
    });
    const { tls, tokenFile } = readKubeConfig(json, readText);

    assert.deepEqual([tls.skipVerify, tokenFile], [true, '/t']);
  });

  const unusable: readonly (readonly [what: string, text: string, reason: RegExp])[] = [
    ['a program that asks', file('    exec:\n      command: aws'), /"exec" of its user/],
    ['another context', file('    token: t').replace('"prod"', '"dev"'), /no context/],
    ['no user', file('    token: t').replace('- name: me', '- name: you'), /no user/],
    ['bad base64', file('    client-key-data: "%%%"'), /client-key-data is not base64/],
    ['an anchor', file('    token: &x t'), /line \d+ is not understood/],
    ['half a JSON', '{ "a": ', /not understood/],
    ['nothing', '', /no context/],
  ];
  for (const [what, text, reason] of unusable) {
    test(`is refused with its reason: ${what}`, () => {
      assert.throws(
        () => readKubeConfig(text, readText),
        ({ detail }) => reason.test(detail),
      );
    });
  }
});

describe('plain YAML', () => {
  test('is mappings, lists and texts by indentation', () => {
    const text = 'a:\n  b: "x: \\"y\\""\n  c: \'it\'\'s\'\nlist:\n- 1\n- k: v # said\n  l: w\n-\n  m: n\nend:\n';

    assert.deepEqual(plainYaml(text), {
      a: { b: 'x: "y"', c: "it's" },
      list: ['1', { k: 'v', l: 'w' }, { m: 'n' }],
      end: '',
    });
  });

  for (const text of ['a: |\n  x', 'a: [1]', 'a: *x', '\ta: 1', 'a: 1\na: 2', 'a: 1\n  b: 2', 'just text', 'a: "x']) {
    test(`is not ${JSON.stringify(text)}`, () => {
      assert.throws(() => plainYaml(text));
    });
  }

  test('is not nested without end', () => {
    assert.throws(() => plainYaml(Array.from({ length: 200 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')), /too deep/);
  });

  test('is read in a time that grows with its length', () => {
    const text = Array.from({ length: 20_000 }, (_, i) => `k${i}: v`).join('\n');

    assert.equal(Object.keys(plainYaml(text)).length, 20_000);
  });
});
