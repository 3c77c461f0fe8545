/** Where a database is told to be looked in. */
interface CountryRecord {
  readonly country?: unknown;
  readonly registered_country?: unknown;
  readonly country_code?: unknown;
}

/**
 * The country that a record names: of the place, else of who registered the address. Most databases are laid out as those of
 * MaxMind are; those of IPinfo have the two letters as a text.
 */
export function countryOf(record: unknown): string | undefined {
  if (typeof record !== 'object' || record === null) return undefined;
  const { country, registered_country, country_code } = record as CountryRecord;
  return isoOf(country) ?? isoOf(registered_country) ?? isoOf(country_code);
}

function isoOf(value: unknown): string | undefined {
  const code =
    typeof value === 'object' && value !== null ? (value as { readonly iso_code?: unknown }).iso_code : value;
  return typeof code === 'string' && /^[A-Z]{2}$/.test(code) ? code : undefined;
}
