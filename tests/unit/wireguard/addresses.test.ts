// Addresses of phones: never one twice, a limit that is said, the end of a small network.
import { describe, expect, it } from 'vitest';
import { readRange, type Range } from '../../../electron/contract/range';
import {
  nextPlace,
  phoneLimit,
  readdressed,
  serverAddress,
  serverAddress6,
} from '../../../electron/wireguard/addresses';

const home = { network: '10.83.0.0', bits: 22 };

describe('the next phone', () => {
  it('gets .2 first, after the server', () => {
    expect(serverAddress(home)).toBe('10.83.0.1');
    expect(nextPlace(home, null, 0, 1)).toEqual({
      ok: true,
      value: { number: 2, address: '10.83.0.2', address6: null },
    });
    expect(nextPlace(home, null, 0, 0)).toEqual({
      ok: true,
      value: { number: 2, address: '10.83.0.2', address6: null },
    });
  });

  it('never gets the address of one that is gone', () => {
    expect(nextPlace(home, null, 0, 7)).toMatchObject({ value: { address: '10.83.0.8' } });
  });

  it('crosses into the next 256 addresses', () => {
    expect(nextPlace(home, null, 9, 255)).toMatchObject({ value: { number: 256, address: '10.83.1.0' } });
  });

  it('is the 250th, and the 251st is refused with a reason', () => {
    expect(nextPlace(home, null, phoneLimit - 1, 250)).toMatchObject({ ok: true });
    expect(nextPlace(home, null, phoneLimit, 251)).toMatchObject({
      ok: false,
      failure: { code: 'phones-full', values: { limit: 250 } },
    });
  });

  it('is refused when all addresses were used up', () => {
    expect(nextPlace(home, null, 3, 1021)).toMatchObject({ value: { address: '10.83.3.254' } });
    expect(nextPlace(home, null, 3, 1022)).toMatchObject({ ok: false, failure: { code: 'phones-full' } });
  });

  it('has an IPv6 address of the same number where the VPN has IPv6', () => {
    const network6 = 'fd12:3456:789a:1::/64';
    expect(serverAddress6(network6)).toBe('fd12:3456:789a:1::1');
    expect(serverAddress6(null)).toBeNull();
    expect(nextPlace(home, network6, 9, 255)).toMatchObject({
      value: { number: 256, address: '10.83.1.0', address6: 'fd12:3456:789a:1::100' },
    });
  });
});

describe('phones in another network', () => {
  const range = (text: string): Range => readRange(text) ?? { network: '0.0.0.0', bits: 0 };
  const [old, wide, narrow] = [range('10.83.52.0/22'), range('10.83.48.0/20'), range('10.83.52.0/23')];
  const book = (...addresses: readonly string[]) => ({
    highest: 600,
    phones: addresses.map((address) => ({ address, address6: null as string | null })),
  });
  const addresses = ({ phones }: { phones: readonly { address: string }[] }) => phones.map(({ address }) => address);

  it('where they are already nothing changes, not even the book', () => {
    const same = book('10.83.52.2', '10.83.54.9');
    expect(readdressed(same, old, old, null)).toBe(same);
    expect(readdressed(same, null, old, null)).toBe(same);
    const low = book('10.83.52.2', '10.83.53.9');
    expect(readdressed(low, old, narrow, null)).toBe(low);
  });

  it('keep their numbers, also where the new network holds the old one, and once only', () => {
    const once = readdressed(book('10.83.52.2', '10.83.54.9'), old, wide, null);
    expect(addresses(once)).toEqual(['10.83.48.2', '10.83.50.9']);
    expect(once).toMatchObject({ highest: 600, phones: [{ codeFor: '10.83.52.2/32' }, {}] });
    // cut off before the server's own file: the next attempt sees the same network of before
    expect(readdressed(once, old, wide, null)).toBe(once);
    expect(addresses(readdressed(once, wide, old, null))).toEqual(['10.83.52.2', '10.83.54.9']);
  });

  it('whose number does not fit get the lowest that is free, and no two the same', () => {
    const after = readdressed(book('10.83.52.3', '10.83.54.9', '10.83.55.1', '10.83.52.2'), old, narrow, null);
    expect(addresses(after)).toEqual(['10.83.52.3', '10.83.52.4', '10.83.52.5', '10.83.52.2']);
    expect(after.highest).toBe(5);
  });

  it('have IPv6 by the same number; those that had none have one with their new code; switched off it is kept', () => {
    const both = { highest: 2, phones: [{ address: '10.83.52.2', address6: 'fd12:3456:789a:1::2' }] };
    expect(readdressed(both, old, old, 'fd12:3456:789a:2::/64').phones).toEqual([
      { address: '10.83.52.2', address6: 'fd12:3456:789a:2::2', codeFor: '10.83.52.2/32, fd12:3456:789a:1::2/128' },
    ]);
    expect(readdressed(both, old, old, null)).toBe(both);
    const none = book('10.83.52.2');
    expect(readdressed(none, old, old, 'fd12:3456:789a:2::/64')).toBe(none);
    expect(readdressed(none, old, wide, 'fd12:3456:789a:2::/64').phones[0]?.address6).toBe('fd12:3456:789a:2::2');
  });
});
