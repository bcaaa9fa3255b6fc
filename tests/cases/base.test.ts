// base: facts in, changes out.
import { describe, expect, it } from 'vitest';
import { parseUpdates } from '../../electron/provision/facts/updates';
import { absent } from '../../electron/provision/facts/common';
import { base, type FoundBase } from '../../electron/provision/steps/base';
import { captured, family, inShort, missing, runs, somebodys, versions, written } from './family';

const household = '/var/lib/immich-at-home/household.json';
const updatesPath = '/etc/apt/apt.conf.d/52immich-at-home';
const folders = ['/var/lib/immich-at-home/secrets', '/etc/immich-at-home'];

const fresh: FoundBase = {
  packages: versions('ca-certificates'),
  updates: 'unset',
  updatesFile: absent(updatesPath),
  folders: folders.map(absent),
  household: absent(household),
  apache: missing,
};
const plan = base.plan(family(), fresh);
const settled: FoundBase = {
  packages: versions('ca-certificates', 'curl', 'python3', 'unattended-upgrades'),
  updates: 'on',
  updatesFile: written(plan.at(-1)),
  folders: folders.map((path) => ({ ...absent(path), exists: true, kind: 'folder', mode: '0700', owner: 'root:root' })),
  household: written(plan.find(({ summary }) => summary.key === 'write-file')),
  apache: missing,
};

describe('base', () => {
  it('a fresh server gets everything, in order', () => {
    expect(inShort(plan)).toEqual([
      ...folders.map((path) => `make-folder ${path}`),
      `write-file ${household}`,
      'install-packages curl, python3, unattended-upgrades',
      'enable-updates',
    ]);
  });

  it('keeps the wishes readable for root alone', () => {
    expect(plan[2]?.action).toMatchObject({
      kind: 'write',
      file: { mode: '0600', content: expect.stringContaining('"photos.example-family.net"') as string },
    });
  });

  it('done already', () => expect(base.plan(family(), settled)).toEqual([]));

  it('goes on where it was cut off', () => {
    expect(inShort(base.plan(family(), { ...settled, updates: 'unset', updatesFile: absent(updatesPath) }))).toEqual([
      'enable-updates',
    ]);
  });

  it('updates that the package switched on get our file all the same: cut off after it, a run ends as any other', () => {
    expect(inShort(base.plan(family(), { ...settled, updatesFile: absent(updatesPath) }))).toEqual(['enable-updates']);
  });

  it('updates that somebody switched off are asked about', () => {
    const [change] = base.plan(family(), { ...settled, updates: 'off', updatesFile: absent(updatesPath) });
    expect(change).toMatchObject({ summary: { key: 'enable-updates' }, replacesForeign: true });
  });

  it('our own file, changed by somebody, is asked about', () => {
    const changed = { ...settled, updatesFile: somebodys(updatesPath, 'APT::Periodic::Unattended-Upgrade "7";\n') };
    expect(base.plan(family(), changed)).toMatchObject([{ replacesForeign: true }]);
  });

  it('Apache goes off only on a yes, and can come back', () => {
    const apache = { ...settled, apache: runs };
    expect(base.plan(family(), apache)).toEqual([]);
    expect(base.plan(family({ switchOffApache: true }), apache)).toMatchObject([
      {
        summary: { key: 'switch-off-apache' },
        action: { verb: 'disable --now' },
        undo: { kind: 'service', unit: 'apache2.service', verb: 'enable --now' },
      },
    ]);
    expect(
      base.plan(family({ switchOffApache: true }), { ...settled, apache: { state: 'stopped', enabled: false } }),
    ).toEqual([]);
  });

  it.each([
    ['debian-12/set-up', 'on'],
    ['debian-13/set-up', 'on'],
  ])('reads apt of %s', (server, expected) => expect(parseUpdates(captured(`${server}/updates`))).toBe(expected));
  it('nothing said, or "0", is not on', () => {
    expect(parseUpdates('')).toBe('unset');
    expect(parseUpdates('APT::Periodic::Update-Package-Lists "1";\nAPT::Periodic::Unattended-Upgrade "0";\n')).toBe(
      'off',
    );
  });
});
