import type { BigIntStats } from 'node:fs';
import { httpDate } from '../../shared/http/http-date.ts';

/** What a file was like when it was looked at. */
export interface FileState {
  readonly size: number;
  readonly modifiedAt: number;
  readonly lastModified: string;
  readonly etag: string;
  /** Equal for the same file in the same state. */
  readonly identity: string;
  /** Whether so much time went by that another change would show in the time of the file. */
  readonly isSettled: boolean;
}

/** Time a file must have been left alone: longer than the grain of any file system's clock. */
const settledMs = 2_000;

/**
 * Reads the state of a file. Its tag is weak while the file is so young that it may change again unseen
 * (RFC 9110 §8.8.1).
 */
export function fileStateOf(stats: BigIntStats, now: number): FileState {
  const modifiedAt = Number(stats.mtimeNs / 1_000_000n);
  const isSettled = now - modifiedAt >= settledMs;
  const tag = `"${stats.size.toString(16)}-${stats.mtimeNs.toString(36)}"`;
  return {
    size: Number(stats.size),
    modifiedAt,
    lastModified: httpDate(modifiedAt),
    etag: isSettled ? tag : `W/${tag}`,
    identity: `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}`,
    isSettled,
  };
}
