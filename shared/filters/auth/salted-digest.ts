import { digest } from '../../http/digest.ts';
import type { Random } from '../../platform/platform.ts';

/**
 * Makes what secrets are looked up by in memory: a hash with a salt of this process. It shows nothing of them, and how long
 * a look-up takes tells nothing, since nobody outside can choose how such a hash begins.
 */
export function saltedDigest(random: Random): (secret: string) => string {
  const salt = Array.from(random.bytes(32), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return (secret) => digest(`${salt}${secret}`);
}
