// A recovery kit from outside: what fits is read, and nothing else becomes a file of root.
import { describe, expect, it } from 'vitest';
import { FailureError } from '../../../electron/contract/failure';
import { largestKit, seal, unseal } from '../../../electron/kit/sealed';
import { accountOf, contentsOf, kitText, parseKit } from '../../../electron/provision/kit/parse';
import { placeOf } from '../../../electron/provision/kit/places';
import { family } from '../../cases/family';

const passphrase = 'six words are better than one';
const path = '/home/anna/kit.age';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const key = `${'A'.repeat(43)}=`;
const phone = {
  ...{ name: 'Anna’s phone', person: 'Anna', scope: 'photos', enabled: true, publicKey: key },
  ...{ address: '10.83.0.2', address6: null, addedAt: 1 },
};
const book = (...phones: readonly object[]): string => JSON.stringify({ highest: 2, phones });
const psk = `psk/${'A'.repeat(43)}.psk`;
const account = `account/${'0123456789abcdef'.repeat(2)}`;
const pem = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';

const files: Readonly<Record<string, string>> = {
  'wireguard.key': `${key}\n`,
  'phones.json': book(phone),
  [psk]: `${key}\n`,
  'tunnel.json': JSON.stringify({ name: 'immich-at-home-12345678', id: null, zone: 'example-family.net', hosts: [] }),
  'cloudflare.ini': '# a token\ndns_cloudflare_api_token = abcdefghijklmnopqrstuvwxyz0123456789abcd\n',
  'copy-key': 'c2VjcmV0',
  'database-password': 'Abc123\n',
  [`${account}/meta.json`]: '{}',
  [`${account}/private_key.json`]: '{}',
  [`${account}/regr.json`]: '{}',
  ...Object.fromEntries(['cert', 'chain', 'fullchain', 'privkey'].map((part) => [`certificate/${part}.pem`, pem])),
};
const written = (of: Readonly<Record<string, string>> = files, more: object = {}): string => {
  const packed = Object.fromEntries(Object.entries(of).map(([name, text]) => [name, base64(text)]));
  const kit = kitText({
    ...{ version: '1.2.3', madeAt: 5, hostname: 'homeserver', manifest: '' },
    ...{ settings: family().settings, files: packed },
  });
  return JSON.stringify({ ...(JSON.parse(kit) as object), ...more });
};
const codeOf = (attempt: () => unknown): unknown => {
  try {
    attempt();
    return 'fine';
  } catch (error) {
    return error instanceof FailureError ? error.failure.code : error;
  }
};
const refusal = async (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'fine',
    (error: unknown) => (error instanceof FailureError ? error.failure.code : error),
  );

describe('a recovery kit', () => {
  it('gives back what was put in, by names and never by paths', () => {
    const kit = parseKit(written(), path);
    expect(kit.files.map(({ path: to, mode }) => `${mode} ${to}`)).toEqual([
      '0600 /etc/wireguard/immich-at-home.key',
      '0600 /var/lib/immich-at-home/phones.json',
      `0600 /etc/wireguard/immich-at-home/${'A'.repeat(43)}.psk`,
      '0600 /var/lib/immich-at-home/tunnel.json',
      '0600 /etc/immich-at-home/cloudflare.ini',
      '0600 /var/lib/immich-at-home/secrets/copy-key',
      '0600 /var/lib/immich-at-home/secrets/database-password',
      ...['0644 meta', '0400 private_key', '0644 regr']
        .map((file) =>
          file.replace(
            ' ',
            ` /etc/letsencrypt/accounts/acme-v02.api.letsencrypt.org/directory/${account.split('/')[1] ?? ''}/`,
          ),
        )
        .map((file) => `${file}.json`),
      ...['0644 cert', '0644 chain', '0644 fullchain', '0600 privkey'].map(
        (file) => `${file.replace(' ', ' /etc/letsencrypt/archive/immich-at-home/')}1.pem`,
      ),
    ]);
    expect(accountOf(kit)).toBe(account.split('/')[1]);
    expect(contentsOf(kit, path)).toMatchObject({
      ...{
        path,
        madeAt: 5,
        version: '1.2.3',
        hostname: 'homeserver',
        phones: [{ name: 'Anna’s phone', person: 'Anna' }],
      },
      ...{ hasTunnel: false, hasCertificateAccount: true, hasCopyKey: true },
    });
  });

  it('shows no secret, whatever is made of it', () => {
    const kit = parseKit(written(), path);
    for (const shown of [JSON.stringify(kit), String(kit.files[0]?.content), JSON.stringify(contentsOf(kit, path))])
      for (const secret of ['c2VjcmV0', 'Abc123', 'abcdefghijklmnop']) expect(shown).not.toContain(secret);
  });

  it('of a newer program, or none at all, says so', () => {
    expect(codeOf(() => parseKit(written(files, { kit: 2, settings: 'of another kind' }), path))).toBe('kit-newer');
    for (const text of ['', '{}', '[]', 'null', '{"kit":"1","version":"1"}', written(files, { settings: {} })])
      expect(
        codeOf(() => parseKit(text, path)),
        text.slice(0, 30),
      ).toBe('kit-damaged');
  });

  it('puts nothing where it does not belong', () => {
    for (const name of [
      '../../etc/shadow',
      '/etc/cron.d/x',
      'psk/../../../etc/cron.d/x.psk',
      `psk/${'A'.repeat(43)}.psk/../x`,
      `psk/${'A'.repeat(42)}\n.psk`,
      'account/0123456789abcdef0123456789abcde/regr.json',
      'account/0123456789abcdef0123456789abcdef/../regr.json',
      'certificate/renewal.pem',
      'toString',
    ]) {
      expect(placeOf(name), name).toBeNull();
      expect(
        codeOf(() => parseKit(written({ ...files, [name]: 'x' }), path)),
        name,
      ).toBe('kit-damaged');
    }
  });

  it('takes only what is what its name says', () => {
    const wrong: readonly (readonly [name: string, text: string])[] = [
      ['wireguard.key', 'PostUp = reboot'],
      ['phones.json', book({ ...phone, name: 'Anna\nPostUp = reboot' })],
      ['phones.json', book({ ...phone, publicKey: `${key}\nPostUp = reboot` })],
      ['phones.json', book({ ...phone, address: '10.83.0.2/32\nPostUp = reboot' })],
      ['phones.json', '{'],
      [psk, `${key}\nPostUp = reboot\n`],
      ['tunnel.json', '{}'],
      ['tunnel.token', 'not a token'],
      ['cloudflare.ini', 'dns_cloudflare_api_token = x\nother = y\n'],
      ['copy-key', 'two\nlines'],
      ['database-password', '$(reboot)\nDB_HOST=elsewhere'],
      [`${account}/regr.json`, '{'],
      ['certificate/cert.pem', 'no certificate'],
    ];
    for (const [name, text] of wrong)
      expect(
        codeOf(() => parseKit(written({ ...files, [name]: text }), path)),
        `${name} ${text}`,
      ).toBe('kit-damaged');
  });

  it('of a server that was taken over asks for no keys its phones never had, and takes over nobody', () => {
    const { [psk]: _, ...rest }: Record<string, string> = { ...files, 'phones.json': book({ ...phone, bare: true }) };
    const settings = { ...family().settings, adopts: '/home/anna/immich' };
    const kit = parseKit(written(rest, { settings }), path);
    expect([kit.phones.length, kit.settings.adopts]).toEqual([1, null]);
  });

  it('that lacks a part of what belongs together is damaged', () => {
    for (const name of [psk, `${account}/meta.json`, 'certificate/chain.pem']) {
      const { [name]: _, ...rest } = files;
      expect(
        codeOf(() => parseKit(written(rest), path)),
        name,
      ).toBe('kit-damaged');
    }
    const many = Object.fromEntries(Array.from({ length: 2001 }, (_, n) => [`x${n}`, 'x']));
    expect(codeOf(() => parseKit(written(many), path))).toBe('kit-damaged');
  });
});

describe('its seal', () => {
  it('opens with its passphrase alone, also when it is typed on another system', async () => {
    const sealed = await seal('what is in it', 'Grüße an alle zusammen');
    expect(sealed).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n/);
    expect(sealed).not.toContain('what is');
    const bytes = Buffer.from(sealed);
    expect(await unseal(bytes, 'Grüße an alle zusammen'.normalize('NFD'), path)).toBe('what is in it');
    expect(await refusal(unseal(bytes, 'Gruesse an alle zusammen', path))).toBe('kit-passphrase-wrong');
  }, 120_000);

  it('tells what was changed, cut off or never was a kit', async () => {
    const sealed = await seal('what is in it', passphrase);
    const binary = Buffer.from(sealed.split('\n').slice(1, -2).join(''), 'base64');
    expect(await unseal(binary, passphrase, path)).toBe('what is in it');
    const flipped = Buffer.from(binary);
    flipped[flipped.length - 1] = (flipped.at(-1) ?? 0) ^ 1;
    for (const file of [
      flipped,
      binary.subarray(0, -3),
      Buffer.from(sealed.slice(0, -60)),
      Buffer.from('a letter to my aunt'),
      Buffer.alloc(0),
      Buffer.alloc(largestKit + 1),
      Buffer.from(binary.toString('latin1').replace(/ 18\n/, ' 30\n'), 'latin1'),
    ])
      expect(await refusal(unseal(file, passphrase, path)), file.subarray(0, 20).toString()).toBe('kit-damaged');
  }, 120_000);

  it('is not made with what anybody could guess', async () => {
    expect(await refusal(seal('x', 'sunflower 4'))).toBe('kit-passphrase-short');
    expect(await refusal(seal('x', '👍'.repeat(11)))).toBe('kit-passphrase-short');
  });
});
