/** A function that acts when what `measure` tells has grown by so much since it was smallest, or since it acted last. */
export function onceGrown(by: number, measure: () => number, act: () => void): () => void {
  let before = Number.POSITIVE_INFINITY;
  return () => {
    const now = measure();
    before = Math.min(before, now);
    if (now - before < by) return;
    act();
    before = measure();
  };
}
