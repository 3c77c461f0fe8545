import { startPeer } from '../start-peer.ts';
import type { ProxyPorts, ReverseProxy } from './reverse-proxy.ts';

/** HAProxy in HTTP mode. */
export const haproxy: ReverseProxy = {
  name: 'HAProxy',
  start: (ports) =>
    startPeer(ports.behind, { 'haproxy.cfg': config(ports) }, (folder) => ({
      program: '/usr/sbin/haproxy',
      args: ['-db', '-f', `${folder}/haproxy.cfg`],
    })),
  cannotInFront: {},
  cannotBehind: {},
};

function config({ front, sentinel, behind, origin }: ProxyPorts): string {
  return `
global
  maxconn 200
  nbthread 1
defaults
  mode http
  timeout connect 5s
  timeout client 20s
  timeout server 20s
  timeout tunnel 20s
listen front
  bind 127.0.0.1:${front}
  server sentinel 127.0.0.1:${sentinel}
listen behind
  bind 127.0.0.1:${behind}
  http-response set-header x-peer-port %[src_port]
  server origin 127.0.0.1:${origin}
`;
}
