/** What the process in charge tells a worker. */
export type Order =
  | { readonly order: 'reload' }
  | { readonly order: 'reopen-logs' }
  /** Finish what is under way, then end. */
  | { readonly order: 'drain' }
  /** End now. */
  | { readonly order: 'leave' };

/** What a worker tells the process in charge. */
export type Report =
  | { readonly report: 'listening'; readonly listeners: readonly { readonly id: string; readonly url: string }[] }
  | { readonly report: 'failed'; readonly reason: string }
  | { readonly report: 'reloaded'; readonly reason: string | undefined };
