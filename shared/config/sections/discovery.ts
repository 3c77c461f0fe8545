import { seconds } from '../fields/duration.ts';
import { flag } from '../fields/flag.ts';
import { whole } from '../fields/number.ts';
import { text } from '../fields/text.ts';
import { kind, variants } from '../fields/variants.ts';

/** Where the targets of an upstream are learned from. */
export const discovery = variants(
  'Learns the targets from elsewhere.',
  {
    tag: 'type',
    common: {
      'refresh-interval-secs': seconds('Time between two looks.', { default: 30 }),
    },
    cases: {
      dns: kind('Addresses of a name.', {
        hostname: text('The name.', { required: true }),
        port: whole('Port of the targets.', { required: true, min: 1, max: 65_535 }),
      }),
      consul: kind('Instances of a Consul service.', {
        address: text('Address of the Consul agent.', { default: 'http://127.0.0.1:8500' }),
        service: text('The service.', { required: true }),
        datacenter: text('The data centre.'),
        'only-passing': flag('Takes healthy instances alone.', { default: true }),
        tag: text('A tag that the instances must have.'),
      }),
      kubernetes: kind('Endpoints of a Kubernetes service.', {
        namespace: text('Namespace of the service.', { default: 'default' }),
        service: text('The service.', { required: true }),
        'port-name': text('Name of the port.'),
        kubeconfig: text('Configuration file; that of the pod when absent.'),
      }),
      file: kind('A file with an address on each line.', { path: text('The file.', { required: true }) }),
    },
  },
  { later: true, args: ['type'] },
);
