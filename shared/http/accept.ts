/**
 * The offer that an `accept` value likes best (RFC 9110 §12.5.1): the highest quality first, then what is named more
 * exactly, then the order of the offers. The first offer when there is no value; `undefined` when none is acceptable.
 */
export function preferredType<Offer extends string>(
  accept: string | undefined,
  offers: readonly Offer[],
): Offer | undefined {
  if (accept === undefined || accept.trim() === '') return offers[0];
  const ranges = accept.split(',', maxRanges).map(parseRange);
  let best: { offer: Offer; quality: number; exactness: number } | undefined;
  for (const offer of offers) {
    const range = rangeFor(offer, ranges);
    if (!range || range.quality === 0) continue;
    const { quality, exactness } = range;
    const isBetter = !best || quality > best.quality || (quality === best.quality && exactness > best.exactness);
    if (isBetter) best = { offer, quality, exactness };
  }
  return best?.offer;
}

/** Ranges looked at, at most; browsers send fewer than ten. */
const maxRanges = 40;

interface Range {
  readonly type: string;
  readonly quality: number;
  /** 0 for any type, 1 for any subtype, 2 for one type. */
  readonly exactness: number;
}

function parseRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';');
  const name = type.trim().toLowerCase();
  const exactness = name === '*/*' ? 0 : name.endsWith('/*') ? 1 : 2;
  return { type: name, exactness, quality: qualityOf(parameters) };
}

function qualityOf(parameters: readonly string[]): number {
  for (const parameter of parameters) {
    const equals = parameter.indexOf('=');
    if (equals === -1 || parameter.slice(0, equals).trim().toLowerCase() !== 'q') continue;
    const weight = parameter.slice(equals + 1).trim();
    // A weight that is none says nothing, least of all that the type is wanted.
    return isWeight.test(weight) ? Number(weight) : 0;
  }
  return 1;
}

const isWeight = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

/** The range that speaks for an offer: the most exact one that covers it. */
function rangeFor(offer: string, ranges: readonly Range[]): Range | undefined {
  const family = `${offer.slice(0, offer.indexOf('/'))}/*`;
  let found: Range | undefined;
  for (const range of ranges) {
    if (range.type !== offer && range.type !== family && range.type !== '*/*') continue;
    if (!found || range.exactness > found.exactness) found = range;
  }
  return found;
}
