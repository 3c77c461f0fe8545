import type { TextForm } from '../fields/text.ts';

/** A range of addresses: `10.0.0.0/8`, `fd00::/8`, or one address. */
export const cidr: TextForm = {
  name: 'an address or a range such as "10.0.0.0/8" or "fd00::/8"',
  accepts: (text) => {
    const [address = '', bits, ...more] = text.split('/');
    if (more.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) return false;
    if (isIpv4(address)) return Number(bits ?? 32) <= 32;
    return isIpv6(address) && Number(bits ?? 128) <= 128;
  },
};

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2 || !/^[0-9A-Fa-f:.]+$/.test(text)) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1) ?? '';
  const embedded = last.includes('.');
  if (embedded && !isIpv4(last)) return false;
  const count = groups.length + (embedded ? 1 : 0);
  const wellFormed = groups.every(
    (group, index) => /^[0-9A-Fa-f]{1,4}$/.test(group) || (embedded && index === groups.length - 1),
  );
  return wellFormed && (halves.length === 2 ? count < 8 : count === 8);
}
