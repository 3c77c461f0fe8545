import { Fault } from '../../errors/fault.ts';
import type { UpstreamTls } from '../../platform/transport.ts';
import type { DiscoveryPorts } from './discovery-ports.ts';
import { type Endpoint, endpointOf } from './endpoint.ts';
import { type KubeConfig, readKubeConfig } from './kube-config.ts';

/** How the API of a cluster is reached. */
export interface KubernetesAccess {
  readonly endpoint: Endpoint;
  /** Fields that say who asks; made anew each time, as tokens in files are replaced while they are in use. */
  headers(): readonly (readonly [name: string, value: string])[];
}

/** What says where the API is and who asks: a file of `kubectl`, or what every pod has when absent. */
export interface KubernetesPlace {
  readonly kubeconfig: string | undefined;
  readonly readText: (path: string) => string;
  readonly variable: DiscoveryPorts['variable'];
}

const podFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Throws a `Fault` that says what is missing. */
export function kubernetesAccess({ kubeconfig, readText, variable }: KubernetesPlace): KubernetesAccess {
  const found = kubeconfig === undefined ? inPod(readText, variable) : fromFile(kubeconfig, readText);
  const { token, tokenFile } = found;
  return {
    endpoint: endpointOf(found.server, found.tls),
    headers() {
      const value = tokenFile === undefined ? token : readText(tokenFile).trim();
      return value === undefined ? [] : [['authorization', `Bearer ${value}`]];
    },
  };
}

/** Paths in the file count from its own folder. */
function fromFile(path: string, readText: KubernetesPlace['readText']): KubeConfig {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return readKubeConfig(readText(path), (inside) => readText(inside.startsWith('/') ? inside : `${folder}${inside}`));
}

function inPod(readText: (path: string) => string, variable: KubernetesPlace['variable']): KubeConfig {
  const host = variable?.('KUBERNETES_SERVICE_HOST');
  const port = variable?.('KUBERNETES_SERVICE_PORT') ?? '443';
  if (host === undefined || host === '') {
    const detail = 'discovery "kubernetes" without kubeconfig works in a pod alone: KUBERNETES_SERVICE_HOST is not set';
    throw new Fault('internal', { detail });
  }
  const tls: UpstreamTls = {
    ...{ serverName: undefined, skipVerify: false, cert: undefined, key: undefined },
    ca: readText(`${podFolder}/ca.crt`),
  };
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return { server, tls, token: undefined, tokenFile: `${podFolder}/token` };
}
