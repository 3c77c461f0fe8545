import { startPeer } from '../start-peer.ts';
import type { ProxyPorts, ReverseProxy } from './reverse-proxy.ts';

/** Varnish, which here keeps nothing and changes no coding. */
export const varnish: ReverseProxy = {
  name: 'Varnish',
  start: (ports) =>
    startPeer(ports.behind, { 'interop.vcl': config(ports) }, (folder) => ({
      program: '/usr/sbin/varnishd',
      args: [
        ...['-F', '-j', 'none', '-n', `${folder}/work`, '-f', `${folder}/interop.vcl`, '-s', 'malloc,32m'],
        ...['-a', `front=127.0.0.1:${ports.front}`, '-a', `behind=127.0.0.1:${ports.behind}`],
        ...['-p', 'http_gzip_support=off', '-p', 'thread_pools=1', '-p', 'thread_pool_min=20'],
      ],
    })),
  cannotInFront: { 'chunk extensions are read past': 'it takes none' },
  cannotBehind: {},
  endsWhatBroke:
    'it delivers in one thread what it fetches in another, and may be done with all before it hears of the break',
};

function config({ sentinel, origin }: ProxyPorts): string {
  return `
vcl 4.1;
import std;
backend sentinel { .host = "127.0.0.1"; .port = "${sentinel}"; }
backend origin { .host = "127.0.0.1"; .port = "${origin}"; }
sub vcl_recv {
  if (local.socket == "front") { set req.backend_hint = sentinel; } else { set req.backend_hint = origin; }
  if (req.http.upgrade ~ "(?i)websocket") { return (pipe); }
  return (pass);
}
sub vcl_pipe {
  set bereq.http.upgrade = req.http.upgrade;
  set bereq.http.connection = req.http.connection;
}
sub vcl_deliver {
  if (local.socket == "behind") { set resp.http.x-peer-port = std.port(client.ip); }
}
`;
}
