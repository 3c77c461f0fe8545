import { startPeer } from '../start-peer.ts';
import type { ProxyPorts, ReverseProxy } from './reverse-proxy.ts';

const lostBreak = {
  'an answer that ends before its last chunk is never taken for whole': 'it ends its own chunks in order all the same',
};

/** Caddy without its certificates and its administration. */
export const caddy: ReverseProxy = {
  name: 'Caddy',
  start: (ports) =>
    startPeer(ports.behind, { Caddyfile: config(ports) }, (folder) => ({
      program: '/usr/bin/caddy',
      args: ['run', '--config', `${folder}/Caddyfile`, '--adapter', 'caddyfile'],
      env: { HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder },
    })),
  cannotInFront: lostBreak,
  cannotBehind: lostBreak,
};

function config({ front, sentinel, behind, origin }: ProxyPorts): string {
  return `
{
  admin off
  auto_https off
  log {
    level ERROR
  }
}
http://:${front} {
  bind 127.0.0.1
  reverse_proxy 127.0.0.1:${sentinel} {
    flush_interval -1
  }
}
http://:${behind} {
  bind 127.0.0.1
  header X-Peer-Port {http.request.remote.port}
  reverse_proxy 127.0.0.1:${origin} {
    flush_interval -1
  }
}
`;
}
