import { startPeer } from '../start-peer.ts';
import type { ProxyPorts, ReverseProxy } from './reverse-proxy.ts';

/** Apache with mod_proxy, as one process. */
export const apache: ReverseProxy = {
  name: 'Apache',
  start: (ports) =>
    startPeer(ports.behind, { 'apache.conf': config(ports) }, (folder) => ({
      program: '/usr/sbin/apache2',
      args: ['-X', '-d', folder, '-f', `${folder}/apache.conf`],
    })),
  cannotInFront: {},
  cannotBehind: {},
};

const modules = ['mpm_event', 'authz_core', 'headers', 'proxy', 'proxy_http', 'proxy_wstunnel'];

function config({ front, sentinel, behind, origin }: ProxyPorts): string {
  return `
${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
ServerName interop.test
PidFile apache.pid
ErrorLog error.log
LogLevel crit
User www-data
Group www-data
KeepAlive On
MaxKeepAliveRequests 0
ProxyPreserveHost On
Listen 127.0.0.1:${front}
Listen 127.0.0.1:${behind}
<VirtualHost 127.0.0.1:${front}>
  ProxyPass "/" "http://127.0.0.1:${sentinel}/" upgrade=websocket flushpackets=on
</VirtualHost>
<VirtualHost 127.0.0.1:${behind}>
  Header always set X-Peer-Port "expr=%{REMOTE_PORT}"
  ProxyPass "/" "http://127.0.0.1:${origin}/" upgrade=websocket flushpackets=on
</VirtualHost>
`;
}
