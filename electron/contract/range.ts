/** Networks of the home and of the VPN: read once, compared by ipaddr.js instead of by bit tricks of our own. A `Range` is IPv4. */
import ipaddr from 'ipaddr.js';

export interface Range {
  readonly network: string;
  readonly bits: number;
}

/** "192.168.178.0/24" with the host bits cleared, or null when it is no IPv4 network. */
export function readRange(text: string): Range | null {
  try {
    const [address, bits] = ipaddr.IPv4.parseCIDR(text.trim());
    return { network: ipaddr.IPv4.networkAddressFromCIDR(`${address.toString()}/${bits}`).toString(), bits };
  } catch {
    return null;
  }
}

export const writeRange = (range: Range): string => `${range.network}/${range.bits}`;

/** True for RFC 1918 addresses, the only ones a home network and its VPN should use. */
export function isPrivate(address: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(address) && ipaddr.IPv4.parse(address).range() === 'private';
}

export const isAddress = (text: string): boolean => ipaddr.IPv4.isValidFourPartDecimal(text);

export function contains(range: Range, address: string): boolean {
  return ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parse(range.network), range.bits);
}

export function overlap(a: Range, b: Range): boolean {
  const bits = Math.min(a.bits, b.bits);
  return ipaddr.IPv4.parse(a.network).match(ipaddr.IPv4.parse(b.network), bits);
}

/** The nth address of a network (0 is the network itself). */
export function addressAt(range: Range, n: number): string {
  const [a = 0, b = 0, c = 0, d = 0] = ipaddr.IPv4.parse(range.network).octets;
  const value = ((a * 256 + b) * 256 + c) * 256 + d + n;
  return [value / 2 ** 24, value / 2 ** 16, value / 2 ** 8, value].map((part) => Math.floor(part) % 256).join('.');
}

/** Its inverse: which number in the network an address has. */
export function numberOf(range: Range, address: string): number {
  const value = (text: string): number => ipaddr.IPv4.parse(text).octets.reduce((sum, octet) => sum * 256 + octet, 0);
  return value(address) - value(range.network);
}

/** True for an address the whole internet can send to. */
export function isPublicAddress(text: string): boolean {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return isUnicast(ipaddr.IPv4.parse(text).range(), text);
  return ipaddr.IPv6.isValid(text) && !text.includes('%') && isUnicast(ipaddr.IPv6.parse(text).range(), text);
}

/** The lab's internet is made of the ranges kept for documentation (RFC 5737, RFC 3849), and nobody's home has one. */
const isUnicast = (range: string, text: string): boolean =>
  range === 'unicast' || /^(?:203\.0\.113|198\.51\.100)\./.test(text) || /^2001:0?db8:/i.test(text);

/** True for "fd12:3456:789a:1::/64": a network of one's own (RFC 4193), as large as the VPN needs. */
export function isUlaNetwork(text: string): boolean {
  try {
    const [address, bits] = ipaddr.IPv6.parseCIDR(text);
    return (
      bits === 64 &&
      address.range() === 'uniqueLocal' &&
      ipaddr.IPv6.networkAddressFromCIDR(text).toString() === address.toString()
    );
  } catch {
    return false;
  }
}

/** The nth address of a /64. */
export function addressAt6(network: string, n: number): string {
  const [base] = ipaddr.IPv6.parseCIDR(network);
  const parts = base.parts.slice(0, 4);
  return new ipaddr.IPv6([...parts, 0, 0, Math.floor(n / 65536), n % 65536]).toString();
}
