import type { Config } from '../config.ts';
import { type ListenerConfig, qualified, type Scope } from '../scopes/scope.ts';
import { metricsListener } from './metrics-listener.ts';

/** A listener with the scope whose routes it serves. */
export interface ScopedListener {
  /** Qualified, unless it stands at the top. */
  readonly id: string;
  readonly settings: ListenerConfig;
  readonly serves: string;
}

/** A listener as far as a plan looks at it. */
export interface PlannedListener extends Omit<ScopedListener, 'settings'> {
  readonly settings: Pick<ListenerConfig, 'address' | 'defaultRoute' | 'trustedProxies'>;
}

/** Every listener of a configuration. One at the top serves the whole, or the namespace it names. */
export function listenersOf(config: Config, scopes: readonly Scope[]): readonly ScopedListener[] {
  const top = config.listeners.map((settings) => ({ id: settings.id, settings, serves: settings.namespace ?? '' }));
  const scoped = scopes.slice(1).flatMap((scope) =>
    scope.section.listeners.map((settings) => ({
      id: qualified(scope, settings.id),
      settings,
      serves: settings.namespace ?? scope.id,
    })),
  );
  return [...top, ...scoped];
}

/** Every listener, also that of the metrics; where none is written, because the host listens, one that serves the whole stands for it. */
export function plannedListenersOf(config: Config, scopes: readonly Scope[]): readonly PlannedListener[] {
  const written = listenersOf(config, scopes);
  const own = metricsListener(config, scopes);
  return [...(written.length > 0 ? written : [ofTheHost]), ...(own ? [own] : [])];
}

const ofTheHost: PlannedListener = {
  id: 'fetch',
  settings: { address: '', defaultRoute: undefined, trustedProxies: undefined },
  serves: '',
};

/** Whether only this machine can reach an address. */
export function isLoopback(address: string): boolean {
  return /^(?:127\.|localhost:|\[::1\]:|unix:)/.test(address);
}
