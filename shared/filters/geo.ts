import type { Routed } from '../engine/exchange.ts';
import { defineFilter } from '../engine/filter.ts';
import { geoCountry } from '../engine/geo-country.ts';
import { Fault } from '../errors/fault.ts';
import { TrustedFields } from './auth/trusted-fields.ts';
import { CountryFinder } from './geo/country-finder.ts';

/** What `geo` is told. */
export interface GeoOptions {
  /** The platform tells the country where there is none. */
  readonly databasePath?: string | undefined;
  readonly action: 'block' | 'allow' | 'log-only';
  /** Two capital letters each. */
  readonly countries: readonly string[];
  /** What happens when the country cannot be looked up. */
  readonly onFailure: 'open' | 'closed';
  /** What happens when nothing is known of the address; by the action when absent. */
  readonly onUnknown?: 'open' | 'closed' | undefined;
  readonly statusCode: number;
  readonly blockMessage?: string | undefined;
  readonly cacheTtlMs: number;
  readonly addCountryHeader: boolean;
  readonly upstreamHeader?: string | undefined;
}

/** Lets requests through by the country of the client, and tells it to the log, to the client and to the upstream. */
export const geo = defineFilter({
  name: 'geo',
  create(options: GeoOptions, { platform, filterId, onProblem }) {
    const { action, addCountryHeader, upstreamHeader } = options;
    const finder = new CountryFinder(options, platform, (problem) => onProblem(`filter ${filterId}: ${problem}`));
    const countries = new Set(options.countries);
    const onUnknown = options.onUnknown ?? (action === 'allow' && countries.size > 0 ? 'closed' : 'open');
    const trusted = new TrustedFields(upstreamHeader === undefined ? [] : [upstreamHeader]);
    const field = upstreamHeader?.toLowerCase();
    const refused = {
      detail: filterId,
      status: options.statusCode,
      ...(options.blockMessage !== undefined && { text: options.blockMessage }),
    };
    const passes = (country: string | undefined): boolean => {
      if (action === 'log-only') return true;
      if (country === undefined) return onUnknown === 'open';
      return action === 'block' ? !countries.has(country) : countries.size === 0 || countries.has(country);
    };
    return {
      onRequest(exchange: Routed) {
        const found = finder.find(exchange);
        const country = found === 'failed' ? undefined : found;
        const isLetThrough =
          found === 'failed' ? action === 'log-only' || options.onFailure === 'open' : passes(country);
        if (country !== undefined) exchange.set(geoCountry, country);
        if (!isLetThrough) throw new Fault('access_denied', refused);
        trusted.write(exchange, field !== undefined && country !== undefined ? [field, country] : []);
        return undefined;
      },
      ...(field !== undefined && {
        onUpstream(exchange, headers) {
          trusted.rewrite(exchange, headers);
        },
      }),
      ...(addCountryHeader && {
        onResponse(exchange) {
          const country = exchange.get(geoCountry);
          if (country !== undefined) exchange.response.headers.set('x-geoip-country', country);
        },
      }),
    };
  },
});
