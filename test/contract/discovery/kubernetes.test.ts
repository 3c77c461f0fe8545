import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { kubernetesAccess } from '../../../shared/upstream/discovery/kubernetes-access.ts';
import { type KubernetesOptions, kubernetesSource } from '../../../shared/upstream/discovery/kubernetes-source.ts';
import { DiscoveryAtWork, until } from '../../support/discovery-at-work.ts';
import { KubernetesServer, type SliceEndpoint } from '../../support/kubernetes-server.ts';

const pemPath = (name: string): string => fileURLToPath(new URL(`../../fixtures/tls/${name}`, import.meta.url));
const pem = (name: string): string => readFileSync(pemPath(name), 'utf8');

let kubernetes: KubernetesServer;
let token = '';
const atWork: DiscoveryAtWork[] = [];

beforeEach(async () => {
  kubernetes = await KubernetesServer.start({ key: pem('origin.key'), cert: pem('origin.pem') });
  kubernetes.token = 'first';
  token = 'first';
});

afterEach(async () => {
  for (const discovery of atWork.splice(0)) discovery.stop();
  await kubernetes.stop();
});

const podFiles: Readonly<Record<string, () => string>> = {
  'ca.crt': () => pem('ca.pem'),
  token: () => `${token}\n`,
};

function discover(options: Partial<KubernetesOptions> = {}): DiscoveryAtWork {
  const variables: Readonly<Record<string, string>> = {
    KUBERNETES_SERVICE_HOST: '127.0.0.1',
    KUBERNETES_SERVICE_PORT: `${kubernetes.port}`,
  };
  const access = kubernetesAccess({
    kubeconfig: undefined,
    readText: (path) => podFiles[path.replace('/var/run/secrets/kubernetes.io/serviceaccount/', '')]!(),
    variable: (name) => variables[name],
  });
  const settings = {
    ...{ access, namespace: 'default', service: 'app', portName: undefined, timeoutMs: 2_000, watchMs: 20_000 },
    ...options,
  };
  const discovery = new DiscoveryAtWork((platform) => kubernetesSource(settings, platform));
  atWork.push(discovery);
  return discovery;
}

const slice = (name: string, ...endpoints: readonly SliceEndpoint[]) => ({
  ...{ name, service: 'app', endpoints },
  ports: [
    { name: 'http', port: 8080 },
    { name: 'admin', port: 9090 },
  ],
});
const sees = (discovery: DiscoveryAtWork, ...targets: readonly string[]) =>
  until(
    () => JSON.stringify(discovery.targets) === JSON.stringify(targets),
    () => [discovery.targets, discovery.changes],
  );
const lists = () => kubernetes.asked.filter((url) => !url.includes('watch=true')).length;

describe('discovery by Kubernetes', () => {
  test('takes the ready endpoints of all slices, with their zones, as the account of the pod', async () => {
    kubernetes.put(slice('a', { address: '10.0.0.1', zone: 'eu-1' }, { address: '10.0.0.2', ready: false }));
    kubernetes.put(slice('b', { address: '10.0.0.3', ready: true }));
    kubernetes.put({ ...slice('c', { address: '10.0.0.4' }), service: 'other' });

    await sees(discover(), '10.0.0.1:8080 1 eu-1', '10.0.0.3:8080 1 -');
  });

  test('takes the port of the name', async () => {
    kubernetes.put(slice('a', { address: '10.0.0.1' }));

    await sees(discover({ portName: 'admin' }), '10.0.0.1:9090 1 -');
  });

  test('lists in pages', async () => {
    kubernetes.pageSize = 2;
    for (let i = 1; i <= 5; i += 1) kubernetes.put(slice(`s${i}`, { address: `10.0.0.${i}` }));

    await sees(discover(), ...[1, 2, 3, 4, 5].map((i) => `10.0.0.${i}:8080 1 -`));
    assert.equal(lists(), 3);
  });

  test('learns of new, changed and deleted slices from one watch', async () => {
    kubernetes.put(slice('a', { address: '10.0.0.1' }));
    const discovery = discover();
    await until(() => kubernetes.watches === 1);
    kubernetes.put(slice('b', { address: '10.0.0.2' }));
    await sees(discovery, '10.0.0.1:8080 1 -', '10.0.0.2:8080 1 -');
    kubernetes.put(slice('a', { address: '10.0.0.1', ready: false }));
    await sees(discovery, '10.0.0.2:8080 1 -');
    kubernetes.delete('b');
    await sees(discovery);

    assert.equal(kubernetes.asked.length, 2);
  });

  test('goes on where it was when a watch breaks, and misses nothing', async () => {
    kubernetes.put(slice('a', { address: '10.0.0.1' }));
    const discovery = discover();
    await until(() => kubernetes.watches === 1);
    kubernetes.bookmark();
    kubernetes.put(slice('b', { address: '10.0.0.2' }));
    await sees(discovery, '10.0.0.1:8080 1 -', '10.0.0.2:8080 1 -');
    kubernetes.breakWatches();
    kubernetes.put(slice('c', { address: '10.0.0.3' }));

    await sees(discovery, '10.0.0.1:8080 1 -', '10.0.0.2:8080 1 -', '10.0.0.3:8080 1 -');
    assert.equal(lists(), 1);
    assert.match(kubernetes.asked.at(-1)!, /resourceVersion=103/);
  });

  test('goes on from a bookmark, so that versions too old are not asked for', async () => {
    kubernetes.put(slice('a', { address: '10.0.0.1' }));
    const discovery = discover();
    await until(() => kubernetes.watches === 1);
    const answeredAt = () => discovery.upstream.discovery?.answeredAt ?? 0;
    const before = answeredAt();
    await until(() => Date.now() > before);
    kubernetes.put({ ...slice('x'), service: 'other' });
    kubernetes.bookmark();
    await until(() => answeredAt() > before);
    kubernetes.compact();
    kubernetes.breakWatches();
    await until(() => kubernetes.watches === 1);

    assert.equal(lists(), 1);
  });

  test('lists anew when its version is forgotten', async () => {
    kubernetes.put(slice('a', { address: '10.0.0.1' }));
    const discovery = discover();
    await until(() => kubernetes.watches === 1);
    kubernetes.breakWatches();
    kubernetes.delete('a');
    kubernetes.put(slice('b', { address: '10.0.0.2' }));
    kubernetes.compact();

    await sees(discovery, '10.0.0.2:8080 1 -');
    assert.equal(lists(), 2);
  });

  test('watches again when the time of a watch is over, and says that all is well', async () => {
    kubernetes.put(slice('a', { address: '10.0.0.1' }));
    const discovery = discover({ watchMs: 1_000 });
    await until(() => kubernetes.asked.length >= 3);

    assert.deepEqual(
      discovery.changes.map(({ what }) => what),
      ['targets changed'],
    );
    assert.equal(lists(), 1);
  });

  test('shows the token that is there now', async () => {
    kubernetes.put(slice('a', { address: '10.0.0.1' }));
    const discovery = discover();
    await until(() => kubernetes.watches === 1);
    kubernetes.token = 'second';
    token = 'second';
    kubernetes.breakWatches();
    kubernetes.put(slice('a', { address: '10.0.0.9' }));

    await sees(discovery, '10.0.0.9:8080 1 -');
  });

  test('trusts the authority of the cluster alone', async () => {
    const kubeconfig = `
apiVersion: v1
clusters:
- cluster:
    server: https://127.0.0.1:${kubernetes.port}
  name: c
contexts:
- context: {}
  name: other
- context:
    cluster: c
    user: u
  name: here
current-context: here
users:
- name: u
  user:
    token: first
`;
    const readText = (path: string): string => (path === '/config' ? kubeconfig : pem('ca.pem'));
    const reach = (text: typeof readText) =>
      kubernetesAccess({ kubeconfig: '/config', readText: text, variable: undefined });
    kubernetes.put(slice('a', { address: '10.0.0.1' }));
    const untrusting = discover({ access: reach(readText) });
    const trusting = discover({
      access: reach((path) =>
        path === '/config'
          ? kubeconfig.replace('    server', '    certificate-authority: ca.pem\n    server')
          : readText(path),
      ),
    });

    await sees(trusting, '10.0.0.1:8080 1 -');
    await until(() => untrusting.changes.length > 0);
    assert.match(untrusting.changes[0]?.reason ?? '', /upstream_tls_failed/);
  });
});
