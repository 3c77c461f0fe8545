import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { certificatePath } from '../support/certificates.ts';
import { bare, type Contender, type Place } from './contender.ts';

/** Proxies written in other languages, from Debian, each with one process and an access log. */
export const debianPeers: readonly Contender[] = [
  { name: 'nginx', baseline: bare, command: (place) => nginx(place, '') },
  { name: 'HAProxy', baseline: bare, command: haproxy },
  { name: 'Varnish (pass)', baseline: bare, command: varnish },
  { name: 'Caddy', baseline: bare, command: caddy },
];

/** nginx with TLS towards the client, and HTTP/2 for those who ask for it. */
export const encryptingNginx: Contender = {
  name: 'nginx',
  baseline: 'nginx',
  command: (place) =>
    nginx(place, `ssl_certificate ${certificatePath('main.pem')}; ssl_certificate_key ${certificatePath('main.key')};`),
};

function nginx({ port, upstreamPort, folder }: Place, tls: string): readonly string[] {
  const file = join(folder, 'nginx.conf');
  writeFileSync(
    file,
    `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log;
events { worker_connections 30000; }
http {
  access_log ${folder}/nginx-access.log combined buffer=64k flush=1s;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  keepalive_requests 1000000000; client_max_body_size 0;
  upstream origin { server 127.0.0.1:${upstreamPort}; keepalive 128; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${port}${tls === '' ? '' : ' ssl http2'}; ${tls}
    location / {
      proxy_pass http://origin; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Host $host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_request_buffering off; proxy_max_temp_file_size 0;
    }
    location /measured/events {
      proxy_pass http://origin; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off;
    }
  }
}
`,
  );
  return ['nginx', '-p', folder, '-c', file];
}

function haproxy({ port, upstreamPort, folder }: Place): readonly string[] {
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(
    file,
    `global
  nbthread 1
  maxconn 5000
  log stdout format raw local0 info
defaults
  mode http
  log global
  option httplog
  option forwardfor
  timeout connect 10s
  timeout client 60s
  timeout server 60s
frontend main
  bind 127.0.0.1:${port}
  default_backend origin
backend origin
  http-reuse always
  server origin 127.0.0.1:${upstreamPort}
`,
  );
  return ['haproxy', '-db', '-f', file];
}

function varnish({ port, upstreamPort, folder }: Place): readonly string[] {
  const file = join(folder, 'varnish.vcl');
  writeFileSync(
    file,
    `vcl 4.1;
backend origin { .host = "127.0.0.1"; .port = "${upstreamPort}"; }
sub vcl_recv { return (pass); }
`,
  );
  return ['varnishd', '-j', 'none', '-F', '-n', join(folder, 'varnish'), '-a', `127.0.0.1:${port}`, '-f', file];
}

function caddy({ port, upstreamPort, folder }: Place): readonly string[] {
  const file = join(folder, 'Caddyfile');
  writeFileSync(
    file,
    `{
  admin off
  auto_https off
}
http://127.0.0.1:${port} {
  log {
    output file ${folder}/caddy-access.log
  }
  reverse_proxy 127.0.0.1:${upstreamPort}
}
`,
  );
  return ['caddy', 'run', '--adapter', 'caddyfile', '--config', file];
}
