/** What a setting may need of the runtime; `capabilities.ts` says which runtime has it. */
export type Capability =
  | 'connection-limits'
  | 'connection-pool'
  | 'file-watch'
  | 'files'
  | 'grpc-checks'
  | 'http2'
  | 'keep-alive-control'
  | 'log-files'
  | 'process-control'
  | 'socket-timeouts'
  | 'tls-cipher-suites'
  | 'tls-listeners'
  | 'tls-session-control'
  | 'unix-sockets'
  | 'upstream-sni'
  | 'upstream-tls-trust'
  | 'worker-threads';
