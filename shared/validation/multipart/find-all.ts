/** Where a sequence of bytes stands, at most so many times. Takes time in proportion to the content, whatever both hold. */
export function findAll(content: Uint8Array, wanted: Uint8Array, most: number): readonly number[] {
  const borders = bordersOf(wanted);
  const places: number[] = [];
  let fitting = 0;
  for (let i = 0; i < content.length && places.length < most; i += 1) {
    const byte = content[i]!;
    while (fitting > 0 && wanted[fitting] !== byte) fitting = borders[fitting - 1]!;
    if (wanted[fitting] === byte) fitting += 1;
    if (fitting < wanted.length) continue;
    places.push(i + 1 - fitting);
    fitting = borders[fitting - 1]!;
  }
  return places;
}

/** For each beginning of a sequence, how much of it it also ends with (Knuth, Morris and Pratt). */
function bordersOf(wanted: Uint8Array): readonly number[] {
  const borders: number[] = [0];
  for (let i = 1, border = 0; i < wanted.length; i += 1) {
    while (border > 0 && wanted[border] !== wanted[i]) border = borders[border - 1]!;
    if (wanted[border] === wanted[i]) border += 1;
    borders.push(border);
  }
  return borders;
}
