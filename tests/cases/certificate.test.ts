// The certificate: facts in, changes out; openssl's own words.
import { describe, expect, it } from 'vitest';
import { digest } from '../../electron/provision/engine/compare';
import type { Change } from '../../electron/provision/engine/step';
import { absent, type FoundFile } from '../../electron/provision/facts/common';
import { lastDay, lifeLeft, parseCertificate, type FoundCertificate } from '../../electron/provision/facts/certificate';
import { Secret } from '../../electron/provision/shell/secret';
import {
  certificate,
  namesToDrop,
  rehearsalPath,
  renewedHookPath,
  tokenPath,
  type FoundCertificates,
} from '../../electron/provision/steps/certificate';
import { captured, family, familyWith, inShort, missing, runs, somebodys, versions, written } from './family';

const wanted = family({ secrets: { dnsToken: new Secret('t'.repeat(40)) } });
const host = wanted.settings.hosts.photos;
const day = 86_400_000;

const fresh: FoundCertificates = {
  packages: new Map(),
  token: absent(tokenPath),
  hook: absent(renewedHookPath),
  certificate: null,
  timer: missing,
  rehearsed: null,
};

const content = (token: string): string => wanted.template('certificate/cloudflare.ini').replace('{{token}}', token);
const token: FoundFile = {
  ...somebodys(tokenPath, ''),
  text: null,
  mode: '0600',
  sum: digest(content('t'.repeat(40))),
  noted: digest(content('t'.repeat(40))),
};
const good: FoundCertificate = { names: [host], issuer: "Let's Encrypt", from: 0, until: 90 * day, now: 10 * day };
const finished: FoundCertificates = {
  packages: versions('certbot', 'python3-certbot-dns-cloudflare'),
  token,
  hook: written(
    certificate.plan(wanted, fresh).find(({ action }) => action.kind === 'write' && action.file.mode === '0755'),
  ),
  certificate: good,
  timer: runs,
  rehearsed: `${host} ${token.sum ?? ''}`,
};
const plan = (found: Partial<FoundCertificates> = {}, of = wanted): readonly Change[] =>
  certificate.plan(of, { ...finished, ...found });

describe('a plan for the certificate', () => {
  it('is not wanted where nobody comes directly, and what is there stays', () => {
    expect(certificate.wantedBy(familyWith('public').settings)).toBe(false);
    expect(certificate.wantedBy(familyWith('both').settings)).toBe(true);
    expect(certificate.leaving).toBeUndefined();
  });

  it('asks for one and rehearses its renewal on a server that has none', () => {
    expect(inShort(certificate.plan(wanted, fresh))).toEqual([
      'install-packages certbot, python3-certbot-dns-cloudflare',
      `write-file ${tokenPath}`,
      `write-file ${renewedHookPath}`,
      `request-certificate ${host}`,
      `test-renewal ${host}`,
      'enable-service certbot.timer',
    ]);
  });

  it('is empty when all is as wanted, also without the token at hand', () => {
    expect(plan()).toEqual([]);
    expect(plan({}, family())).toEqual([]);
  });

  it('never holds the token', () => {
    const [, ini] = certificate.plan(wanted, fresh);
    expect(ini?.action).toMatchObject({ kind: 'write', file: { mode: '0600' } });
    expect(JSON.stringify(certificate.plan(wanted, fresh))).not.toContain('tttt');
  });

  it('asks again for another name, and for one that is nearly over', () => {
    const due = [`request-certificate ${host}`, `test-renewal ${host}`];
    expect(inShort(plan({ certificate: { ...good, names: ['old.example-family.net'] } }))).toEqual(due);
    expect(inShort(plan({ certificate: { ...good, now: 70 * day } }))).toEqual(due);
    expect(plan({ certificate: { ...good, now: 66 * day } })).toEqual([]);
  });

  it('rehearses again with another token, and where nobody saw the rehearsal', () => {
    const other = family({ secrets: { dnsToken: new Secret('n'.repeat(40)) } });
    expect(inShort(plan({}, other))).toEqual([`write-file ${tokenPath}`, `test-renewal ${host}`]);
    expect(inShort(plan({ rehearsed: null }))).toEqual([`test-renewal ${host}`]);
  });

  describe('of a household that was called otherwise', () => {
    const before = { photos: 'fotos.old.net', share: 'share.old.net', vpn: 'vpn.old.net' };
    const moved = { ...wanted, settings: { ...wanted.settings, former: [before] } };
    const two = `${host}, fotos.old.net`;
    const wide = { ...good, names: [host, 'fotos.old.net'] };
    const rehearsed = (names: string): string => `${names} ${token.sum ?? ''}`;

    it('is one for all its names', () => {
      expect(inShort(plan({}, moved))).toEqual([`request-certificate ${two}`, `test-renewal ${two}`]);
      const [ask] = plan({}, moved);
      expect(ask?.action.kind === 'run' && ask.action.command.text).toContain(`-d ${host} -d fotos.old.net ||`);
      expect(plan({ certificate: wide, rehearsed: rehearsed(`${host},fotos.old.net`) }, moved)).toEqual([]);
    });

    it('stays wider when a change was taken back: nothing is left to do', () => {
      expect(plan({ certificate: wide })).toEqual([]);
      expect(namesToDrop(wanted.settings, { ...finished, certificate: wide })).toEqual([]);
      // the second try needs no other one
      expect(inShort(plan({ certificate: wide }, moved))).toEqual([`test-renewal ${two}`]);
      expect(plan({ rehearsed: null })[0]?.undo).toMatchObject({ command: { text: `iah_put_back ${rehearsalPath}` } });
    });

    it('loses a name that was wanted and is not any more, and not here: whoever leads here by it comes first', () => {
      const was = { ...finished, certificate: wide, rehearsed: rehearsed(`${host},fotos.old.net`) };
      expect(certificate.plan(wanted, was)).toEqual([]);
      expect(namesToDrop(wanted.settings, was)).toEqual(['fotos.old.net']);
      expect(namesToDrop(moved.settings, was)).toEqual([]);
      expect(namesToDrop(familyWith('public').settings, was)).toEqual([]);
    });
  });

  it('keeps a certificate when the part is taken back: only five of a name are given out in a week', () => {
    const [again] = plan({ certificate: { ...good, now: 89 * day } });
    expect(again?.undo).toBe('keep');
    const first = certificate.plan(wanted, fresh).find(({ summary }) => summary.key === 'request-certificate');
    expect(first?.undo).toBe('keep');
  });
});

describe('openssl’s words', () => {
  it.each(['debian-12', 'debian-13'])('of %s', (system) => {
    const found = parseCertificate(captured(`${system}/finished/certificate`));
    expect(found?.names).toEqual([host]);
    expect(found?.issuer).toMatch(/^Pebble Intermediate CA [0-9a-f]+$/);
    expect(found && lifeLeft(found)).toBeGreaterThan(0.99);
    expect(found && lastDay(found)).toBe('2027-02-21');
  });

  it('of Ubuntu 24.04, with Let’s Encrypt’s own certificate', () => {
    const found = parseCertificate(captured('ubuntu-24.04/finished/certificate'));
    expect(found).toMatchObject({ issuer: "Let's Encrypt", names: [host] });
    expect(found && lifeLeft(found)).toBeCloseTo(0.77, 1);
  });

  it('of OpenSSL 1.1 and 3, with organisation and several names', () => {
    const found = parseCertificate(`subject=CN = ${host}
issuer=C = US, O = Let's Encrypt, CN = E7
notBefore=Nov  1 10:00:00 2026 GMT
notAfter=Jan 30 09:59:59 2027 GMT
X509v3 Subject Alternative Name: 
    DNS:${host}, DNS:other.example-family.net
now=1795434902`);
    expect(found).toMatchObject({ issuer: "Let's Encrypt", names: [host, 'other.example-family.net'] });
  });

  it('of none at all', () => {
    expect(parseCertificate('')).toBeNull();
    expect(parseCertificate('Could not read certificate from /etc/letsencrypt/…')).toBeNull();
  });
});
