/**
 * Who made a network card, by the first half of its MAC address: resources/routers/vendors.json, which has only makers of routers. The
 * surprise: an address with the "local" bit set was made up by a program, and its prefix says nothing.
 */
import * as v from 'valibot';

export type MakerOf = (hardwareAddress: string) => string | null;

const Line = v.pipe(v.string(), v.regex(/^[0-9A-F]{6}(?: [0-9A-F]{6})*$/));
const Vendors = v.record(v.string(), v.array(Line));

export function readVendors(text: string): MakerOf {
  const makers = new Map<string, string>();
  for (const [maker, lines] of Object.entries(v.parse(Vendors, JSON.parse(text)))) {
    for (const prefix of lines.flatMap((line) => line.split(' '))) makers.set(prefix, maker);
  }
  return (hardwareAddress) => {
    const prefix = hardwareAddress.replace(/[:-]/g, '').slice(0, 6).toUpperCase();
    return isMadeUp(prefix) ? null : (makers.get(prefix) ?? null);
  };
}

const isMadeUp = (prefix: string): boolean => (Number.parseInt(prefix.slice(0, 2), 16) & 2) !== 0;
