import { Reader, type Response } from 'mmdb-lib';
import { countryOf } from './country-of.ts';

/** What looks addresses up. */
export type GeoReader = Reader<Response>;

/**
 * A reader of a database that was looked over: its tree lies within the file, what it leads to can be read, and there are
 * countries in it. Throws an error that says what is wrong with it.
 */
export function soundReader(content: Buffer): GeoReader {
  if (content.byteLength === 0) throw new Error('it is empty');
  if (content.lastIndexOf(marker) === -1) {
    throw new Error('it is no database in the MaxMind format (.mmdb), or only the beginning of one');
  }
  let found: ReturnType<typeof sampled>;
  let reader: GeoReader;
  try {
    reader = new Reader<Response>(content);
    const { searchTreeSize, nodeCount } = reader.metadata;
    if (!(nodeCount > 0) || searchTreeSize + separatorBytes >= content.byteLength) throw new Error('cut off');
    found = sampled(reader);
  } catch (error) {
    throw new Error(`it is damaged (${error instanceof Error ? error.message : String(error)})`);
  }
  if (found.records > 0 && found.countries === 0) {
    throw new Error(
      `it knows no countries: it is a database of the type ${JSON.stringify(reader.metadata.databaseType)}`,
    );
  }
  return reader;
}

const marker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
const separatorBytes = 16;
const samples = 512;

/** Looks up addresses spread over all there are, the same ones every time. */
function sampled(reader: GeoReader): { readonly records: number; readonly countries: number } {
  let records = 0;
  let countries = 0;
  const look = (address: string): void => {
    const record = reader.get(address);
    if (record === null) return;
    records += 1;
    if (countryOf(record) !== undefined) countries += 1;
  };
  for (let i = 0; i < samples; i += 1) {
    const step = Math.imul(i + 1, 0x9e3779b1) >>> 0;
    look([step >>> 24, (step >>> 16) & 255, (step >>> 8) & 255, step & 255].join('.'));
    if (reader.metadata.ipVersion === 6)
      look(`2${(step & 0xfff).toString(16).padStart(3, '0')}:${(step >>> 16).toString(16)}::1`);
  }
  return { records, countries };
}
