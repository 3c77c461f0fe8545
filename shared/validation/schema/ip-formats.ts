/** Whether it is four numbers up to 255, without zeros before them. */
export function isIpv4(value: string): boolean {
  return /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/.test(value);
}

/** Whether it is an IPv6 address (RFC 4291 §2.2), without a zone. */
export function isIpv6(value: string): boolean {
  if (value.length > 45 || !/^[\da-f:.]+$/i.test(value)) return false;
  const halves = value.split('::');
  if (halves.length > 2) return false;
  const [left, right] = [groupsOf(halves[0]!, halves.length === 1), groupsOf(halves[1] ?? '', true)];
  if (left === undefined || right === undefined) return false;
  return halves.length === 1 ? left === 8 : left + right <= 7;
}

/** How many groups of 16 bits it has; an IPv4 address at the end stands for two. */
function groupsOf(text: string, isLast: boolean): number | undefined {
  if (text === '') return 0;
  const groups = text.split(':');
  const last = isLast && groups.at(-1)!.includes('.') ? groups.pop()! : undefined;
  if (last !== undefined && !isIpv4(last)) return undefined;
  if (!groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) return undefined;
  return groups.length + (last === undefined ? 0 : 2);
}
