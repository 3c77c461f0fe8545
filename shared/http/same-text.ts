/** Compares texts of one byte per character without telling by its time how much of them agrees. */
export function isSameText(left: string, right: string): boolean {
  let difference = left.length ^ right.length;
  for (let i = 0; i < right.length; i += 1) difference |= right.charCodeAt(i) ^ (left.charCodeAt(i % left.length) || 0);
  return difference === 0;
}
