/**
 * Holds passwords against their hashes beside the requests. A check takes as much as thousands of requests, and none of
 * them should wait for it.
 */
export interface Passwords {
  /** Whether the hash is one of this password. The form of the hash was checked before. */
  matches(password: string, hash: string): Promise<boolean>;
}
