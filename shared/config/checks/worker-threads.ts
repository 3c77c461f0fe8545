import type { Check } from './look.ts';

/** One process serves; a configuration must not say that several do. */
export const workerThreads: Check = (look) => {
  const { workerThreads: count } = look.config.system;
  if (count <= 1) return;
  look.error(['system', 'worker-threads'], `${count} processes are not in this build yet`, 'write 1, or leave it out');
};
