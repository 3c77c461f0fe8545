import type { Finished } from '../engine/exchange.ts';
import { geoCountry } from '../engine/geo-country.ts';
import type { FieldSwitches } from './field-switches.ts';
import { optionalField } from './optional-field.ts';

/** What a line of the access log tells of who asked, and where. A client that asks often says the same each time. */
export class ClientPart {
  readonly #shown: FieldSwitches;
  #address = '';
  #agent: string | undefined = undefined;
  #referer: string | undefined = undefined;
  #country: string | undefined = undefined;
  #host = '';
  #listener: string | undefined = undefined;
  #part = '';

  constructor(shown: FieldSwitches) {
    this.#shown = shown;
  }

  of(exchange: Finished): string {
    const { address, host } = exchange.client;
    const { listener } = exchange.downstream;
    const { headers } = exchange.received;
    const agent = this.#shown.userAgent === false ? undefined : headers.get('user-agent');
    const referer = this.#shown.referer === false ? undefined : headers.get('referer');
    const country = this.#shown.geoCountry === false ? undefined : exchange.get(geoCountry);
    const isSameClient = address === this.#address && agent === this.#agent && country === this.#country;
    if (isSameClient && referer === this.#referer && host === this.#host && listener === this.#listener) {
      return this.#part;
    }
    this.#address = address;
    this.#agent = agent;
    this.#referer = referer;
    this.#country = country;
    this.#host = host;
    this.#listener = listener;
    this.#part = [
      this.#shown.clientIp === false ? '' : optionalField('client_ip', address),
      optionalField('user_agent', agent),
      optionalField('referer', referer),
      optionalField('geo_country', country),
      host === '' ? '' : optionalField('host', host),
      optionalField('listener', listener),
    ].join('');
    return this.#part;
  }
}
