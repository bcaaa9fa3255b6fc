// The pages that the program opens: our own addresses, and Cloudflare's, filled in.
import { describe, expect, it } from 'vitest';
import { addressOf } from '../../../electron/ipc/links';
import { household } from './workplace';

describe('links', () => {
  it('lead to the household’s own hosts, once there are any', () => {
    expect(addressOf('photos', household)).toBe('https://photos.example-family.net');
    expect(addressOf('share', household)).toBe('https://share-photos.example-family.net');
    expect(() => addressOf('share', null)).toThrow('not-set-up');
  });

  it.each([
    ['cloudflare-token', ['dns edit', 'zone read']],
    ['cloudflare-setup-token', ['argotunnel edit', 'dns edit', 'zone read', 'zone_settings edit']],
  ] as const)('%s: the page asks for exactly its rights', (link, rights) => {
    const page = new URL(addressOf(link, null));
    expect(page.origin + page.pathname).toBe('https://dash.cloudflare.com/profile/api-tokens');
    const asked = JSON.parse(page.searchParams.get('permissionGroupKeys') ?? '') as { key: string; type: string }[];
    expect(asked.map(({ key, type }) => `${key} ${type}`)).toEqual(rights);
    expect(page.searchParams.get('accountId')).toBe('*');
    expect(page.searchParams.get('zoneId')).toBe('all');
  });

  it('tell the two tokens apart by their names in Cloudflare’s list', () => {
    const name = (link: 'cloudflare-token' | 'cloudflare-setup-token'): string | null =>
      new URL(addressOf(link, null)).searchParams.get('name');
    expect(name('cloudflare-token')).not.toBe(name('cloudflare-setup-token'));
  });
});
