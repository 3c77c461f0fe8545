/** What a setting may need of the runtime; `capabilities.ts` says which runtime has it. */
export type Capability =
  | 'connection-limits'
  | 'connection-pool'
  | 'connect-timeout'
  | 'file-watch'
  | 'files'
  | 'keep-alive-control'
  | 'log-files'
  | 'process-control'
  | 'socket-timeouts'
  | 'unix-sockets'
  | 'upstream-host-header'
  | 'upstream-sni'
  | 'upstream-tls-trust'
  | 'worker-threads';
