/** Whether responses with this status may be kept though they do not say for how long (RFC 9110 §15.1). */
export function hasHeuristics(status: number): boolean {
  return heuristic.has(status);
}

/** Whether this cache knows what keeping a response with this status asks for: `must-understand` is about that. */
export function isUnderstood(status: number): boolean {
  return understood.has(status);
}

/** Those that a request alone can bring about, by a method or length nobody else uses, are left out: 405, 414, 501. */
const heuristic: ReadonlySet<number> = new Set([200, 203, 204, 300, 301, 308, 404, 410]);

const understood: ReadonlySet<number> = new Set([
  ...[200, 203, 204, 300, 301, 302, 303, 307, 308],
  ...[400, 401, 403, 404, 405, 410, 414, 421, 451],
  ...[500, 501, 502, 503, 504],
]);
