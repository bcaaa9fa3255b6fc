// A text for a friend: nothing of the home is in it, and what a helper needs to tell apart still is.
import { describe, expect, it } from 'vitest';
import { anonymous } from '../../../electron/log/anonymous';

const redact = anonymous({
  names: [
    { name: 'photos.mueller-family.net', as: 'photos.‹domain›' },
    { name: 'mueller-family.net', as: '‹domain›' },
    { name: 'homeserver', as: '‹server›' },
    { name: 'Jürgen', as: '‹somebody›' },
    { name: 'Ben', as: '‹somebody›' },
    { name: 'Ben’s Pixel', as: '‹somebody›' },
    { name: 'J', as: '‹somebody›' },
  ],
  networks: [
    { network: '192.168.178.0/24', as: 'home' },
    { network: '10.83.52.0/22', as: 'VPN' },
    { network: 'fd2e:b8d1:5a46:1::/64', as: 'VPN' },
  ],
});

describe('names', () => {
  it.each([
    ['https://photos.mueller-family.net/x and MUELLER-FAMILY.NET', 'https://photos.‹domain›/x and ‹domain›'],
    ['_acme-challenge.photos.mueller-family.net', '_acme-challenge.photos.‹domain›'],
    ['smtp.mueller-family.net', 'smtp.‹domain›'],
    ['homeserver nginx[1]: JÜRGEN', '‹server› nginx[1]: ‹somebody›'],
    ['Ben’s Pixel and Ben, not the benchmark', '‹somebody› and ‹somebody›, not the benchmark'],
    ['ab12cd.myfritz.net', '‹name›.myfritz.net'],
    ['f1a2.cfargotunnel.com', '‹name›.cfargotunnel.com'],
    ['JSON keeps its J', 'JSON keeps its J'],
  ])('%s', (before, after) => {
    expect(redact(before)).toBe(after);
  });
});

describe('addresses', () => {
  it.each([
    ['192.168.178.10:443', '‹home address›:443'],
    ['10.83.52.2/32', '‹VPN address›/32'],
    ['172.18.0.3', '‹private address›'],
    ['203.0.113.7 and 8.8.8.8', '‹public address› and ‹public address›'],
    ['100.64.3.4', '‹carrier’s address›'],
    ['127.0.0.1:8283, 0.0.0.0:53', '127.0.0.1:8283, 0.0.0.0:53'],
    ['fd2e:b8d1:5a46:1::2/128', '‹VPN address›/128'],
    ['[2001:db8:cf::10]:443', '[‹public IPv6 address›]:443'],
    ['fe80::1a:50ff:fe00:10%eth0', '‹private IPv6 address›'],
    ['::1', '::1'],
    ['02:1a:50:00:00:01', '‹MAC›'],
    ['at 12:34:56, v3.2.4, nginx/1.26.3', 'at 12:34:56, v3.2.4, nginx/1.26.3'],
    ['2026-11-23T21:34:10Z', '2026-11-23T21:34:10Z'],
  ])('%s', (before, after) => {
    expect(redact(before)).toBe(after);
  });
});

it('keys and ids', () => {
  expect(redact('peer KAHgMXxUQC9Y60a9gfgWmtUAa8Z9KvOuJuq0vlzI60s= is')).toBe('peer ••• is');
  expect(redact('tunnel 3f0c0a4e-8a51-4a8c-9d55-0f0a2b7c9d11')).toBe('tunnel ‹id›');
});
