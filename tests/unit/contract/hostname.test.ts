import { describe, expect, it } from 'vitest';
import { namesBeforeDomain, readHostname, registrableDomain } from '../../../electron/contract/hostname';

describe('readHostname', () => {
  it.each([
    ['photos.example-family.net', 'photos.example-family.net'],
    [' Photos.Example-Family.NET. ', 'photos.example-family.net'],
    ['fotos.müller.de', 'fotos.xn--mller-kva.de'],
    ['photos.smith.co.uk', 'photos.smith.co.uk'],
    [`${'a'.repeat(63)}.example.net`, `${'a'.repeat(63)}.example.net`],
  ])('takes %s', (typed, name) => {
    expect(readHostname(typed)).toEqual({ name });
  });
  it.each([
    ['', 'empty'],
    ['photos', 'no-domain'],
    ['photos.local', 'no-domain'],
    ['co.uk', 'public-suffix'],
    ['192.168.178.10', 'address'],
    ['pho tos.example.net', 'characters'],
    ['photos_.example.net', 'characters'],
    ['-photos.example.net', 'characters'],
    ['photos..example.net', 'characters'],
    ['photos.example.net;reboot', 'characters'],
    [`${'a'.repeat(64)}.example.net`, 'too-long'],
    [`${'abcdefgh.'.repeat(28)}example.net`, 'too-long'],
  ])('refuses %s: %s', (typed, problem) => {
    expect(readHostname(typed)).toEqual({ problem });
  });
});

describe('registrableDomain', () => {
  it.each([
    ['photos.example-family.net', 'example-family.net'],
    ['a.b.smith.co.uk', 'smith.co.uk'],
    ['photos.smith.duckdns.org', 'smith.duckdns.org'],
  ])('of %s is %s', (host, domain) => {
    expect(registrableDomain(host)).toBe(domain);
  });
});

describe('namesBeforeDomain', () => {
  it.each([
    ['example-family.net', 0],
    ['photos.smith.co.uk', 1],
    ['photos.smith.duckdns.org', 1],
    ['photos.home.example-family.net', 2],
  ])('of %s are %i', (host, names) => {
    expect(namesBeforeDomain(host)).toBe(names);
  });
});
