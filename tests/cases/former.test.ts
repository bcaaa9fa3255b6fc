// Names of before: facts in, changes out. They lead on when today's are proven, and are taken out last.
import { describe, expect, it } from 'vitest';
import { inOrder } from '../../electron/provision/engine/plan';
import type { Change, Wanted } from '../../electron/provision/engine/step';
import { absent, type FoundFile } from '../../electron/provision/facts/common';
import { parseFormer } from '../../electron/provision/facts/former';
import type { FoundNginx } from '../../electron/provision/facts/nginx';
import { former, type FoundFormer } from '../../electron/provision/steps/former';
import { formerConfPath, servedText } from '../../electron/provision/steps/nginx-texts';
import { steps } from '../../electron/provision/steps';
import { familyWith, inShort, written } from './family';

const trixie: FoundNginx = {
  installed: '1.26.3',
  candidate: '1.26.3',
  system: { id: 'debian', version: '13' },
  defaultPage: false,
  broughtByUs: true,
};
const old = { photos: 'fotos.old.net', share: 'share.old.net', vpn: 'vpn.old.net' };
const older = { photos: 'fotos.older.net', share: 'share.older.net', vpn: 'vpn.older.net' };
const host = 'photos.example-family.net';
const after = (...list: (typeof old)[]): Wanted => {
  const { settings } = familyWith('both');
  return familyWith('both', { settings: { ...settings, former: list } });
};
const found: FoundFormer = { conf: absent(formerConfPath), nginx: trixie, certificate: null, rehearsed: null };
const plan = (of: Wanted, more: Partial<FoundFormer> = {}): readonly Change[] => former.plan(of, { ...found, ...more });
const leaving = (more: Partial<FoundFormer>): readonly Change[] =>
  former.leaving?.plan(after(), { ...found, ...more }) ?? [];

const reload = 'reload-service nginx.service';
const redirect = plan(after(old));
const leadsOn = written(redirect[1]);
const served: FoundFile = { ...leadsOn, text: servedText(after(old), trixie).content };

describe('names of before', () => {
  it('lead on last, when today’s answer', () => {
    const order = inOrder(steps).map(({ id }) => id);
    expect(order.indexOf('former')).toBeGreaterThan(Math.max(order.indexOf('tunnel'), order.indexOf('links')));
    const lines = [
      'check-names photos.example-family.net, share-photos.example-family.net',
      `redirect-former-names fotos.old.net, share.old.net ${host}`,
      reload,
    ];
    expect(inShort(redirect)).toEqual(lines);
    expect(inShort(plan(after(old), { conf: served }))).toEqual(lines);
    expect(plan(after(old), { conf: leadsOn })).toEqual([]);
  });

  it('are served in full again before an undo takes away what they led on to', () => {
    // undone backwards: the reload, the file, and then what looked first
    expect(redirect[2]?.undo).toBe('keep');
    expect(redirect[1]?.undo).toBe('restore-previous');
    expect(redirect[0]?.undo).toMatchObject({
      kind: 'run',
      command: { text: expect.stringMatching(/reload nginx/) as string },
    });
  });

  it('leave one by one, or all, without a look at today’s', () => {
    const two = written(plan(after(old, older))[1]);
    expect(inShort(plan(after(old), { conf: two }))).toEqual([
      'drop-former-names fotos.older.net, share.older.net',
      reload,
    ]);
    expect(former.wantedBy(after().settings)).toBe(false);
    expect(former.leaving?.last).toBe(true);
    expect(inShort(leaving({ conf: leadsOn }))).toEqual(['drop-former-names fotos.old.net, share.old.net', reload]);
    expect(leaving({})).toEqual([]);
    // nothing of it is gone for good
    expect(leaving({ conf: leadsOn }).map(({ undo }) => undo)).not.toContain('keep');
  });

  it('leave the certificate after that', () => {
    const certificate = { names: [host, old.photos], issuer: '', from: 0, until: 1, now: 0 };
    const rehearsed = `${host},${old.photos} 1234`;
    expect(inShort(leaving({ conf: leadsOn, certificate, rehearsed }))).toEqual([
      'drop-former-names fotos.old.net, share.old.net',
      reload,
      `request-certificate ${host}`,
      `test-renewal ${host}`,
    ]);
    expect(plan(after(old), { conf: leadsOn, certificate, rehearsed })).toEqual([]);
    // taken back, the one of before is served again, though certbot has a newer one
    expect(leaving({ certificate, rehearsed })[0]?.undo).toMatchObject({ kind: 'run' });
  });

  it('are asked before somebody’s own changes are overwritten', () => {
    expect(leaving({ conf: { ...leadsOn, sum: 'other' } })[0]).toMatchObject({ replacesForeign: true });
  });
});

describe('what names of before say', () => {
  it('is read line by line', () => {
    const said = `fotos.old.net 8283 308 https://photos.new.net/whoami?former=a%20b&c
share.old.net 8283 403 
fotos.old.net 443 000 
`;
    expect(parseFormer(said)).toEqual([
      { host: 'fotos.old.net', port: 8283, status: 308, to: 'https://photos.new.net/whoami?former=a%20b&c' },
      { host: 'share.old.net', port: 8283, status: 403, to: '' },
      { host: 'fotos.old.net', port: 443, status: 0, to: '' },
    ]);
  });
});
