/** A smaller input that still fails, by cutting out ever smaller parts. `fails` answers what it fails with. */
export async function smallest(input: string, fails: (input: string) => Promise<unknown>): Promise<string> {
  let best = input;
  let tries = 0;
  for (let size = best.length >> 1; size > 0; size >>= 1) {
    for (let at = 0; at + size <= best.length && tries < maxTries; tries += 1) {
      const shorter = best.slice(0, at) + best.slice(at + size);
      if ((await fails(shorter)) === undefined) at += size;
      else best = shorter;
    }
  }
  return best;
}

const maxTries = 2000;
