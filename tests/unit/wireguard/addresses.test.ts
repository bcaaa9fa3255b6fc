// Addresses of phones: never one twice, a limit that is said, the end of a small network.
import { describe, expect, it } from 'vitest';
import { nextPlace, phoneLimit, serverAddress } from '../../../electron/wireguard/addresses';

const home = { network: '10.83.0.0', bits: 22 };

describe('the next phone', () => {
  it('gets .2 first, after the server', () => {
    expect(serverAddress(home)).toBe('10.83.0.1');
    expect(nextPlace(home, 0, 1)).toEqual({ ok: true, value: { number: 2, address: '10.83.0.2' } });
    expect(nextPlace(home, 0, 0)).toEqual({ ok: true, value: { number: 2, address: '10.83.0.2' } });
  });

  it('never gets the address of one that is gone', () => {
    expect(nextPlace(home, 0, 7)).toMatchObject({ value: { address: '10.83.0.8' } });
  });

  it('crosses into the next 256 addresses', () => {
    expect(nextPlace(home, 9, 255)).toMatchObject({ value: { number: 256, address: '10.83.1.0' } });
  });

  it('is the 250th, and the 251st is refused with a reason', () => {
    expect(nextPlace(home, phoneLimit - 1, 250)).toMatchObject({ ok: true });
    expect(nextPlace(home, phoneLimit, 251)).toMatchObject({
      ok: false,
      failure: { code: 'phones-full', values: { limit: 250 } },
    });
  });

  it('is refused when all addresses were used up', () => {
    expect(nextPlace(home, 3, 1021)).toMatchObject({ value: { address: '10.83.3.254' } });
    expect(nextPlace(home, 3, 1022)).toMatchObject({ ok: false, failure: { code: 'phones-full' } });
  });
});
