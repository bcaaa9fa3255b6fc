// The address of new links: facts in, changes out. Only our own is ever taken back.
import { describe, expect, it } from 'vitest';
import type { Change, Wanted } from '../../electron/provision/engine/step';
import { absent } from '../../electron/provision/facts/common';
import { householdPath } from '../../electron/provision/shell/prelude';
import { Secret } from '../../electron/provision/shell/secret';
import { adminMadePath } from '../../electron/provision/steps/immich';
import { links, type FoundLinks } from '../../electron/provision/steps/links';
import { family, familyWith, inShort, somebodys } from './family';

const guests = 'https://share-photos.example-family.net';
const password = { secrets: { adminPassword: new Secret('sunflower tractor 42') } };
const both = familyWith('both', password);
const home = family(password);
const note = (path: string, text: string) => ({ ...somebodys(path, text), mode: '0600' });

const config = { isInitialized: true, isOnboarded: true, externalDomain: '' };
const found: FoundLinks = {
  server: { pong: true, config },
  adminMade: note(adminMadePath, '/var/lib/immich-at-home/database\n'),
  household: absent(householdPath),
};
const silent: FoundLinks = { ...found, server: { pong: false, config: null } };
const has = (externalDomain: string): FoundLinks => ({
  ...found,
  server: { pong: true, config: { ...config, externalDomain } },
});
const plan = (it: FoundLinks, of: Wanted): readonly Change[] => links.plan(of, it);
const leaving = (it: FoundLinks, of: Wanted): readonly Change[] => links.leaving?.plan(of, it) ?? [];

describe('the address that new links begin with', () => {
  it('is the guests’ host, told when the door stands', () => {
    expect(links.after).toContain('tunnel');
    expect(plan(found, both)).toMatchObject([
      {
        summary: { key: 'set-share-address', values: { address: guests } },
        action: { kind: 'immich-setting', path: ['server', 'externalDomain'], value: guests },
        undo: 'restore-previous',
      },
    ]);
    expect(plan(has(guests), both)).toEqual([]);
    expect(plan(has('https://photos.elsewhere.net'), both)).toMatchObject([{ before: 'https://photos.elsewhere.net' }]);
    expect(links.wantedBy(both.settings)).toBe(true);
    expect(links.wantedBy(home.settings)).toBe(false);
  });

  it('stays as it is where the family wants that', () => {
    const { settings } = both;
    const as = { ...both, settings: { ...settings, share: { ...settings.share, links: 'as-it-is' as const } } };
    expect(plan(found, as)).toEqual([]);
    expect(plan(has(guests), as)).toEqual([]);
  });

  it('is given back after the door has closed, but only our own', () => {
    expect(links.leaving?.last).toBe(true);
    expect(leaving(has(guests), home)).toMatchObject([
      { summary: { key: 'set-share-address', values: { address: '' } }, action: { value: '' }, before: guests },
    ]);
    expect(leaving(has('https://photos.elsewhere.net'), home)).toEqual([]);
    expect(leaving(has(''), home)).toEqual([]);
  });

  it('is given back too under a name of before', () => {
    const { hosts } = both.settings;
    const other = { ...hosts, share: 'album.example-family.net' };
    const of = { ...home, settings: { ...home.settings, hosts: other } };
    const household = note(householdPath, JSON.stringify(both.settings));
    expect(leaving({ ...has(guests), household }, of)).toMatchObject([{ action: { value: '' }, before: guests }]);
    expect(leaving({ ...has('https://photos.elsewhere.net'), household }, of)).toEqual([]);
    expect(leaving({ ...has(guests), household: note(householdPath, '{damaged') }, of)).toEqual([]);
    const former = { ...of, settings: { ...of.settings, former: [hosts] } };
    expect(leaving(has(guests), former)).toMatchObject([{ action: { value: '' } }]);
  });

  it('is planned without the password too, so that it is asked for; not while nobody knows what Immich has', () => {
    expect(inShort(plan(found, familyWith('both')))).toEqual([`set-share-address ${guests}`]);
    expect(plan(silent, familyWith('both'))).toEqual([]);
    expect(inShort(plan(silent, both))).toEqual([`set-share-address ${guests}`]);
    const fresh = { ...silent, adminMade: absent(adminMadePath) };
    expect(inShort(plan(fresh, familyWith('both')))).toEqual([`set-share-address ${guests}`]);
  });
});
