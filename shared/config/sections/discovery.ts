import { block } from '../fields/block.ts';
import { choice } from '../fields/choice.ts';
import { seconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { texts } from '../fields/list.ts';
import { whole } from '../fields/number.ts';
import { pairs } from '../fields/pairs.ts';
import { secret } from '../fields/secret.ts';
import { text } from '../fields/text.ts';
import { kind, variants } from '../fields/variants.ts';
import { targetAddress } from '../forms/host-port.ts';
import { serverUrl } from '../forms/server-url.ts';
import { tlsFields } from './upstream-tls.ts';

/** What holds for every source that changes. */
const kept = {
  'keep-for-secs': seconds(
    'How long the last known targets are used while the source fails, or names none; none are left afterwards.',
    { default: 3600 },
  ),
  'empty-answer': choice(
    'What an answer without targets means: `keep` goes on with those known, as if the source had failed; `take` leaves none.',
    ['keep', 'take'],
    { default: 'keep' },
  ),
  'max-targets': whole('Targets taken from the source; more are left out.', { default: 1000, min: 1, max: 10_000 }),
};

const asked = { 'timeout-secs': seconds('Longest wait for an answer.', { default: 5 }), ...kept };

const polled = {
  'refresh-interval-secs': seconds('Longest time between two looks; up to a tenth is taken off by chance.', {
    default: 30,
  }),
};

const names = {
  family: choice('Kind of addresses.', ['any', 'ipv4', 'ipv6'], { default: 'any' }),
  resolvers: texts('Name servers, such as `"127.0.0.1:53"`; those of the system when absent.', {
    default: [],
    form: targetAddress,
  }),
};

const tls = block('How the server is verified and what it is shown, where its URL begins with `https`.', tlsFields);

/** Where the targets of an upstream are learned from. */
export const discovery = variants(
  'Learns targets from elsewhere, beside those that are written.',
  {
    tag: 'type',
    common: {},
    cases: {
      static: kind('Targets that are written here.', {
        targets: texts('Their addresses.', { required: true, form: targetAddress }),
      }),
      dns: kind('Addresses of a name, looked up again when their records are over.', {
        hostname: text('The name.', { required: true }),
        port: whole('Port of the targets.', { required: true, min: 1, max: 65_535 }),
        ...names,
        ...polled,
        ...asked,
      }),
      'dns-srv': kind(
        'What the SRV records of a name lead to: those of the best priority, by their weights.',
        {
          name: text('The name, such as `_http._tcp.app.internal`.', { required: true }),
          ...names,
          ...polled,
          ...asked,
        },
        { aliases: ['srv'] },
      ),
      consul: kind('Instances of a Consul service, told of as soon as they change.', {
        address: text('URL of the Consul agent.', { default: 'http://127.0.0.1:8500', form: serverUrl }),
        service: text('The service.', { required: true }),
        datacenter: text('The data centre.'),
        'only-passing': flag('Takes healthy instances alone.', { default: true }),
        tag: text('A tag that the instances must have.'),
        token: secret('Token that may read the service.'),
        'wait-secs': seconds('How long Consul may hold an answer back while nothing changes.', {
          default: 60,
          needs: 'held-questions',
        }),
        tls,
        ...asked,
      }),
      kubernetes: kind(
        'Endpoints of a Kubernetes service that are ready, told of as soon as they change.',
        {
          namespace: text('Namespace of the service.', { default: 'default' }),
          service: text('The service.', { required: true }),
          'port-name': text('Name of the port; the first one when absent.'),
          kubeconfig: text('Configuration file of `kubectl`; the account of the pod when absent.', { isFile: true }),
          'watch-secs': seconds('How long one watch lasts.', { default: 300 }),
          ...asked,
        },
        { aliases: ['k8s'] },
      ),
      file: kind('A file with an address on each line, or a JSON list; read again when it changes.', {
        path: text('The file.', { required: true, isFile: true }),
        ...polled,
        ...kept,
      }),
      http: kind('A server that answers a JSON list of targets.', {
        url: text('Its URL.', { required: true, form: serverUrl }),
        headers: pairs('Further header fields to send.', { default: {} }),
        tls,
        ...polled,
        ...asked,
      }),
    },
  },
  { args: ['type'] },
);
