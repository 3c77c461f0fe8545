/**
 * The coding that an `accept-encoding` value likes best of the offers, the first offer where it likes several alike;
 * `undefined` when content is better sent as it is: no field, none of the offers, or plain content liked more
 * (RFC 9110 §12.5.3).
 */
export function preferredCoding<Coding extends string>(
  value: string | undefined,
  offers: readonly Coding[],
): Coding | undefined {
  if (value === undefined || offers.length === 0) return undefined;
  const weights = weightsOf(value);
  const plain = weights.get('identity') ?? 0;
  let best: Coding | undefined;
  let bestWeight = 0;
  for (const offer of offers) {
    const weight = weights.get(offer) ?? weights.get('*') ?? 0;
    if (weight <= bestWeight) continue;
    best = offer;
    bestWeight = weight;
  }
  return bestWeight >= plain ? best : undefined;
}

/** Codings looked at, at most; clients name fewer than ten. */
const maxCodings = 20;

function weightsOf(value: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const part of value.split(',', maxCodings)) {
    const semicolon = part.indexOf(';');
    const name = (semicolon === -1 ? part : part.slice(0, semicolon)).trim().toLowerCase();
    const weight = semicolon === -1 ? 1 : weightIn(part.slice(semicolon + 1));
    // What is named twice is liked as little as it is once.
    const coding = name === 'x-gzip' ? 'gzip' : name;
    weights.set(coding, Math.min(weight, weights.get(coding) ?? 1));
  }
  return weights;
}

/** A weight that is none says nothing, least of all that the coding is wanted. */
function weightIn(parameter: string): number {
  const match = weight.exec(parameter);
  return match ? Number(match[1]) : 0;
}

const weight = /^[ \t]*q[ \t]*=[ \t]*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)[ \t]*$/i;
