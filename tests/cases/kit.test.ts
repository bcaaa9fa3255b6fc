// A recovery kit that is put back: facts in, changes out.
import { describe, expect, it } from 'vitest';
import { FailureError } from '../../electron/contract/failure';
import { digest } from '../../electron/provision/engine/compare';
import { entryText } from '../../electron/provision/engine/journal';
import { describe as shown } from '../../electron/provision/engine/describe';
import type { Change } from '../../electron/provision/engine/step';
import { absent, file, secretFile, type FoundFile } from '../../electron/provision/facts/common';
import type { Fact } from '../../electron/provision/facts/fact';
import { asPutBack, putBackNote } from '../../electron/provision/kit/as-put-back';
import { kitInput, type Kit } from '../../electron/provision/kit/kit';
import { placeOf } from '../../electron/provision/kit/places';
import { Secret } from '../../electron/provision/shell/secret';
import { kitStep, type FoundKitServer } from '../../electron/provision/steps/kit';
import { family, inShort } from './family';

const account = `account/${'0123456789abcdef'.repeat(2)}`;
const names = [
  ...['wireguard.key', 'phones.json', 'tunnel.json', 'cloudflare.ini'],
  ...['meta', 'private_key', 'regr'].map((part) => `${account}/${part}.json`),
  ...['cert', 'chain', 'fullchain', 'privkey'].map((part) => `certificate/${part}.pem`),
];
const kit: Kit = {
  ...{ id: 'a1b2', madeAt: 1, version: '1', hostname: 'old', settings: family().settings, phones: [] },
  files: names.map((name) => {
    const place = placeOf(name);
    if (!place) throw new Error(`no place for ${name}`);
    return { ...place, name, content: new Secret(`secret of ${name}\n`) };
  }),
};
const wanted = family({ kit });
const step = kitStep(kit);
const fresh: FoundKitServer = {
  hostname: 'homeserver',
  household: absent('/var/lib/immich-at-home/household.json'),
  wg0: absent('/etc/wireguard/wg0.conf'),
  there: kit.files.map(({ path }) => absent(path)),
  putBack: null,
};
const there = (found: FoundFile, sum: string): FoundFile => ({ ...found, exists: true, kind: 'file', sum });
const [putBack] = step.plan(wanted, fresh);
const commandOf = (change: Change | undefined): string =>
  change?.action.kind === 'run' ? change.action.command.text : '';
const refusal = (found: Partial<FoundKitServer>): unknown => {
  try {
    return step.plan(wanted, { ...fresh, ...found });
  } catch (error) {
    return error instanceof FailureError ? error.failure : error;
  }
};

describe('a plan that puts a kit back', () => {
  it('does it in one go, and is empty when it was done', () => {
    expect(inShort(step.plan(wanted, fresh))).toEqual([`put-back-kit ${kit.files.length}`]);
    expect(step.plan(wanted, { ...fresh, putBack: kit.id, household: there(fresh.household, 'x') })).toEqual([]);
  });

  it('goes on where it was cut off', () => {
    const [first, ...rest] = fresh.there;
    const begun = { ...fresh, putBack: `begun ${kit.id}`, there: [there(first ?? absent(''), 'half'), ...rest] };
    expect(inShort(step.plan(wanted, begun))).toEqual([`put-back-kit ${kit.files.length}`]);
  });

  it('is refused on a server in use: with a household, a tunnel, another kit, or keys that are not the kit’s', () => {
    const inUse = { code: 'kit-server-in-use', values: { host: 'homeserver' } };
    expect(refusal({ household: there(fresh.household, 'x') })).toMatchObject(inUse);
    expect(refusal({ household: there(fresh.household, 'x'), putBack: 'begun another' })).toMatchObject(inUse);
    expect(refusal({ wg0: there(fresh.wg0, 'x') })).toMatchObject(inUse);
    const other = (sum: string): readonly FoundFile[] =>
      fresh.there.map((file, n) => (n === 1 ? there(file, sum) : file));
    expect(refusal({ there: other('another') })).toMatchObject(inUse);
    expect(refusal({ there: other(digest('secret of phones.json\n')) })).not.toMatchObject(inUse);
  });

  it('names every file, and says nothing of what is in them', () => {
    const command = commandOf(putBack);
    for (const { path, mode } of kit.files) expect(command).toContain(`put ${mode} ${path}`);
    const written = [command, entryText('kit', putBack as Change), JSON.stringify(shown('kit/1', putBack as Change))];
    for (const text of written) expect(text).not.toContain('secret of');
    expect(Buffer.from(kitInput(kit).split('\n')[0] ?? '', 'base64').toString()).toBe('secret of wireguard.key\n');
  });

  it('gives certbot a file of our own making, in which no command of somebody’s stands', () => {
    expect(commandOf(putBack)).toContain('renew_hook = /usr/local/lib/immich-at-home/renewed');
    expect(commandOf(putBack)).toContain(`account = ${account.split('/')[1] ?? ''}`);
  });
});

describe('a server as it will be once a kit is put back', () => {
  /** A server on which there is nothing, or this kit already. */
  const seen = async <T>(fact: Fact<T>, note: string | null = null): Promise<T> =>
    asPutBack(
      {
        ask: <U>(asked: Fact<U>) =>
          Promise.resolve(asked.key === putBackNote.key ? (note as U) : asked.parse({ status: 1, stdout: '' })),
      },
      kit,
    ).ask(fact);
  const tunnelNote = file('/var/lib/immich-at-home/tunnel.json');
  const token = secretFile('/etc/immich-at-home/cloudflare.ini');

  it('has the kit’s files, ours where their part would have noted them; contents that stay there are not shown', async () => {
    expect(await seen(tunnelNote)).toMatchObject({ exists: true, text: 'secret of tunnel.json\n', mode: '0600' });
    const found = await seen(token);
    expect(found).toMatchObject({ exists: true, text: null, sum: digest('secret of cloudflare.ini\n') });
    expect(found.noted).toBe(found.sum);
    expect(await seen(secretFile('/etc/wireguard/immich-at-home.key'))).toMatchObject({ exists: true, noted: null });
    expect(await seen(file('/etc/immich-at-home'))).toMatchObject({ kind: 'folder' });
    expect(await seen(file('/etc/nginx/nginx.conf'))).toMatchObject({ exists: false });
  });

  it('is believed itself from then on', async () => {
    expect(await seen(tunnelNote, kit.id)).toMatchObject({ exists: false });
    expect(await seen(tunnelNote, `begun ${kit.id}`)).toMatchObject({ exists: true });
  });
});
