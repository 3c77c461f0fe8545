import type { AdminSection } from './admin-section.ts';
import { cacheSection } from './sections/cache.ts';
import { keysSection } from './sections/keys.ts';

/** Every section of the admin API. */
export const adminSections: readonly AdminSection[] = [keysSection, cacheSection];
