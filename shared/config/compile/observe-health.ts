import type { HealthObserver } from '../../upstream/health/health-change.ts';

/** One observer in the place of several; `undefined` where nobody wants to know. */
export function observeHealth(...observers: readonly (HealthObserver | undefined)[]): HealthObserver | undefined {
  const wanted = observers.filter((one) => one !== undefined);
  if (wanted.length < 2) return wanted[0];
  return (change) => {
    for (const observer of wanted) observer(change);
  };
}
