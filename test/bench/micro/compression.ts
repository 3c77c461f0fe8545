import { nodeCompression } from '../../../node-adapter/node-compression.ts';
import { BytesBody } from '../../../shared/http/bytes-body.ts';
import { collectBody } from '../../../shared/http/collect-body.ts';
import { CodedBody } from '../../../shared/platform/coded-body.ts';
import type { CompressionLevel, ContentCoding } from '../../../shared/platform/compression.ts';

const line = '{"id":%,"name":"item %","price":%.5,"tags":["red","round","new"],"at":"2026-01-%T10:00:00Z"},\n';

const text = Array.from({ length: 12_000 }, (_, i) => line.replaceAll('%', String((i * 7919) % 10_007))).join('');
const all = Buffer.from(text).subarray(0, 1024 * 1024);

async function coded(content: Uint8Array, coding: ContentCoding, level: CompressionLevel): Promise<number> {
  const body = new CodedBody(new BytesBody(content), nodeCompression.encoder(coding, level), { broken: 'internal' });
  return (await collectBody(body, 1e8)).byteLength;
}

/** Microseconds for each of `count` answers, four of them at once; the best of three rounds. */
async function costOf(
  count: number,
  content: Uint8Array,
  coding: ContentCoding,
  level: CompressionLevel,
): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round += 1) {
    const startedAt = performance.now();
    const worker = async (): Promise<void> => {
      for (let i = 0; i < count / 4; i += 1) await coded(content, coding, level);
    };
    await Promise.all([worker(), worker(), worker(), worker()]);
    best = Math.min(best, ((performance.now() - startedAt) * 1000) / count);
  }
  return best;
}

/** What a coding costs at a level. */
export interface CodingCost {
  readonly coding: ContentCoding;
  readonly level: CompressionLevel;
  /** Microseconds for an answer of 2 KiB and of 64 KiB, four of them under way at once. */
  readonly smallMicros: number;
  readonly middleMicros: number;
  /** Megabytes a second of answers of 1 MiB. */
  readonly speed: number;
  /** The share of the bytes that is left of these. */
  readonly share: number;
}

/** Measures what it costs to compress answers of JSON, in all codings there are. */
export async function measureCompression(): Promise<readonly CodingCost[]> {
  const costs: CodingCost[] = [];
  for (const coding of nodeCompression.encodes) {
    for (const level of [1, 6, 9] as const) {
      const smallMicros = await costOf(200, all.subarray(0, 2048), coding, level);
      const middleMicros = await costOf(100, all.subarray(0, 65_536), coding, level);
      const speed = all.byteLength / (await costOf(8, all, coding, level));
      const share = (await coded(all, coding, level)) / all.byteLength;
      costs.push({ coding, level, smallMicros, middleMicros, speed, share });
    }
  }
  return costs;
}

if (import.meta.main) {
  for (const { coding, level, smallMicros, middleMicros, speed, share } of await measureCompression()) {
    console.log(
      `${coding.padEnd(8)} level ${level}: ${smallMicros.toFixed(0).padStart(6)} µs ` +
        `${middleMicros.toFixed(0).padStart(7)} µs ${speed.toFixed(0).padStart(5)} MB/s  ${(share * 100).toFixed(1)} %`,
    );
  }
}
