import type { TargetView } from '../target-view.ts';
import type { Upstream } from '../upstream.ts';

/** Whether an upstream has a target that nothing speaks against. One that is used only because none is left has none. */
export function isHealthy(upstream: Upstream): boolean {
  return upstream.states().some(isSound);
}

function isSound({ available, ejectedUntil, check }: TargetView): boolean {
  return available && ejectedUntil === undefined && check?.healthy !== false;
}
