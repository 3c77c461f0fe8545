import { startPeer } from '../start-peer.ts';
import type { ProxyPorts, ReverseProxy } from './reverse-proxy.ts';

/** nginx, which buffers nothing and keeps connections to upstreams. */
export const nginx: ReverseProxy = {
  name: 'nginx',
  start: (ports) =>
    startPeer(ports.behind, { 'nginx.conf': config(ports) }, (folder) => ({
      program: '/usr/sbin/nginx',
      args: ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'],
    })),
  cannotInFront: {},
  cannotBehind: {},
};

function config({ front, sentinel, behind, origin }: ProxyPorts): string {
  return `
daemon off;
master_process off;
pid nginx.pid;
error_log stderr warn;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  client_max_body_size 64m;
  proxy_http_version 1.1;
  proxy_request_buffering off;
  proxy_buffering off;
  proxy_next_upstream off;
  proxy_ignore_client_abort on;
  proxy_set_header Host $http_host;
  map $http_upgrade $connection_wanted { default upgrade; '' ''; }
  proxy_set_header Connection $connection_wanted;
  proxy_set_header Upgrade $http_upgrade;
  upstream sentinel { server 127.0.0.1:${sentinel}; keepalive 8; }
  upstream origin { server 127.0.0.1:${origin}; keepalive 8; }
  server { listen 127.0.0.1:${front}; location / { proxy_pass http://sentinel; } }
  server {
    listen 127.0.0.1:${behind};
    location / { proxy_pass http://origin; add_header X-Peer-Port $remote_port always; }
  }
}
`;
}
