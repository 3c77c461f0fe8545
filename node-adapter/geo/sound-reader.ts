import { type CountryResponse, Reader } from 'mmdb-lib';

/** A reader of a database that was looked over: its tree lies within the file, and what it leads to can be read. */
export function soundReader(content: Buffer): Reader<CountryResponse> {
  const reader = new Reader<CountryResponse>(content);
  const { searchTreeSize, nodeCount, ipVersion } = reader.metadata;
  if (!(nodeCount > 0) || searchTreeSize + separatorBytes >= content.byteLength) throw new Error('it is cut off');
  for (let i = 0; i < samples; i += 1) {
    // Spread over all addresses, the same ones every time.
    const step = Math.imul(i + 1, 0x9e3779b1) >>> 0;
    reader.get([step >>> 24, (step >>> 16) & 255, (step >>> 8) & 255, step & 255].join('.'));
    if (ipVersion === 6)
      reader.get(`2${(step & 0xfff).toString(16).padStart(3, '0')}:${(step >>> 16).toString(16)}::1`);
  }
  return reader;
}

const separatorBytes = 16;
const samples = 512;
