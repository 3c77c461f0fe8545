const classes = ['none', '1xx', '2xx', '3xx', '4xx', '5xx'];

/** The class of a status, as a label: `2xx`; `none` where there is no status. */
export function statusClass(status: number): string {
  return classes[Math.floor(status / 100)] ?? 'other';
}
