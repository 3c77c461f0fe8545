import { ai } from './ai.ts';
import { bulk } from './bulk.ts';
import { cache } from './cache.ts';
import { files } from './files.ts';
import { filters } from './filters.ts';
import { http2 } from './http2.ts';
import { latency } from './latency.ts';
import { ledger } from './ledger.ts';
import { memory } from './memory.ts';
import { micro } from './micro.ts';
import { chat, relay, tls, varied } from './relay.ts';
import { scaling } from './scaling.ts';
import type { Section } from './section.ts';
import { startup } from './startup.ts';
import { streams } from './streams.ts';

/** All parts of the benchmark, in the order of the report. */
export const sections: readonly Section[] = [
  relay,
  varied,
  chat,
  tls,
  http2,
  latency,
  streams,
  ai,
  bulk,
  files,
  cache,
  filters,
  memory,
  startup,
  scaling,
  ledger,
  micro,
];
