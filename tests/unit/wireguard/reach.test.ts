// What phones may reach beyond the photos, as firewall and kernel read it.
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { forwardingText, goesOn, reachOf, reachText } from '../../../electron/wireguard/reach';
import { canAsk } from '../../cases/family';

const photos = { scope: 'photos', enabled: true, address: '10.83.0.2', address6: 'fd12::2' } as const;
const home = { ...photos, scope: 'home', address: '10.83.0.3', address6: 'fd12::3' } as const;
const all = { ...photos, scope: 'all', address: '10.83.0.4', address6: null } as const;
const text = reachText('inet immich_at_home', reachOf([photos, home, all, { ...home, enabled: false }]), false);

describe('what phones may reach', () => {
  it('is a matter of their scope, and nothing while they are switched off', () => {
    expect(reachOf([photos, home, all, { ...home, enabled: false, address: '10.83.0.5' }])).toEqual({
      home_phones: ['10.83.0.3'],
      all_phones: ['10.83.0.4'],
      home_phones6: ['fd12::3'],
      all_phones6: [],
    });
    expect([[photos], [{ ...all, enabled: false }], [all]].map((phones) => goesOn(reachOf(phones)))).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('empties every set before it fills some', () => {
    expect(text.split('\n').slice(1)).toEqual([
      'flush set inet immich_at_home home_phones',
      'add element inet immich_at_home home_phones { 10.83.0.3 }',
      'flush set inet immich_at_home all_phones',
      'add element inet immich_at_home all_phones { 10.83.0.4 }',
      'flush set inet immich_at_home home_phones6',
      'add element inet immich_at_home home_phones6 { fd12::3 }',
      'flush set inet immich_at_home all_phones6',
      'add chain inet immich_at_home strangers',
      'flush chain inet immich_at_home strangers',
      'add chain inet immich_at_home strangers_refused',
      'add rule inet immich_at_home strangers jump strangers_refused',
      '',
    ]);
  });

  it.skipIf(!canAsk('nft'))('is read by nft itself', () => {
    const set = (name: string, type: string): string => `set ${name} { type ${type}; }\n`;
    const table = `table inet immich_at_home {
${set('home_phones', 'ipv4_addr')}${set('all_phones', 'ipv4_addr')}${set('home_phones6', 'ipv6_addr')}${set('all_phones6', 'ipv6_addr')}}
${text}`;
    expect(execFileSync('nft', ['-c', '-f', '-'], { input: table, encoding: 'utf8' })).toBe('');
  });

  it('keeps the server’s own IPv6 where the kernel listens to the router, told before forwarding begins', () => {
    const lines = forwardingText({ device: 'enp3s0.10', announced: true }, false).split('\n');
    expect(lines.filter((line) => !line.startsWith('#'))).toEqual([
      '-net/ipv6/conf/enp3s0.10/accept_ra = 2',
      'net/ipv4/ip_forward = 1',
      '-net/ipv6/conf/all/forwarding = 1',
      '',
    ]);
    for (const way of [null, { device: 'eth0', announced: false }])
      expect(forwardingText(way, false)).not.toContain('accept_ra');
  });
});
