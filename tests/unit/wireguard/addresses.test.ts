// Addresses of phones: never one twice, a limit that is said, the end of a small network.
import { describe, expect, it } from 'vitest';
import { nextPlace, phoneLimit, serverAddress, serverAddress6 } from '../../../electron/wireguard/addresses';

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
