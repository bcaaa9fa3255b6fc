// Phones on the command line: what may be typed, and what is made of it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readArguments } from '../../../electron/cli/arguments';
import { completed, makeNetwork6, readHouseholdFile } from '../../../electron/cli/household';
import { phoneName, phoneWishes } from '../../../electron/cli/phones';
import { phoneRow } from '../../../electron/cli/words';
import { isUlaNetwork } from '../../../electron/contract/range';
import { codeOf, household, phone } from '../ipc/workplace';

const folder = mkdtempSync(join(tmpdir(), 'iah-cli-phones-'));
afterAll(() => rmSync(folder, { recursive: true }));
const put = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const read = (...words: string[]) => readArguments([...words, '--host', 'h', '--user', 'u', '--agent']);
const problem = (...words: string[]): string => {
  const said = read(...words);
  return 'problem' in said ? said.problem : 'none';
};

describe('what is typed', () => {
  it('names one phone, or many, and what they may reach', () => {
    expect(read('phone', 'add', 'Ben’s Pixel', 'TV', '--person', 'Ben', '--scope', 'home')).toMatchObject({
      arguments: { command: 'phone add', names: ['Ben’s Pixel', 'TV'], person: 'Ben', scope: 'home', out: null },
    });
    expect(read('phone', 'rename', 'TV', 'Television')).toMatchObject({ arguments: { names: ['TV', 'Television'] } });
    expect(read('phone', 'list')).toMatchObject({ arguments: { names: [], scope: 'photos' } });
    expect(read('phone', 'replace', 'TV', '--out', 'tv.conf')).toMatchObject({ arguments: { out: 'tv.conf' } });
  });
  it.each([
    [['phone', 'add'], 'which phone?'],
    [['phone', 'remove'], 'which phone?'],
    [['phone', 'remove', 'a', 'b'], 'too many words: phone remove a b'],
    [['phone', 'rename', 'a'], 'which new name?'],
    [['phone', 'paint', 'a'], 'unknown command: phone paint a'],
    [['phone', 'add', 'a', '--scope', 'world'], '--scope world is none of photos, home, all'],
    [['phone', 'add', 'a', 'b', '--out', 'x'], '--out is for one phone'],
    [['phone', 'add', '--file', 'x', '--out', 'y'], '--out is for one phone'],
    [['phone', 'remove', 'a', '--person', 'b'], '--file and --person go with phone add'],
    [['status', 'now'], 'too many words: status now'],
  ])('%j: %s', (words, expected) => expect(problem(...words)).toBe(expected));
});

describe('names', () => {
  const asked = { names: ['TV'], namesFile: null, person: null, scope: 'photos' } as const;
  it('come from the line and from a file, a name a line', async () => {
    const namesFile = put('names', 'Ben’s Pixel\r\n\n  Clara \n');
    expect(await phoneWishes({ ...asked, namesFile, person: 'Ben' })).toEqual(
      ['TV', 'Ben’s Pixel', 'Clara'].map((name) => ({ name, person: 'Ben', scope: 'photos' })),
    );
  });
  it('that could mean something in a file are bad input, as is no name at all', async () => {
    for (const name of ['a\nb', 'x'.repeat(41), '@kept:/etc/shadow@'])
      expect(await codeOf((async () => phoneName(name))()), name).toBe('settings-invalid');
    expect(await codeOf(phoneWishes({ ...asked, names: [], namesFile: put('none', '\n') }))).toBe('settings-invalid');
    expect(await codeOf(phoneWishes({ ...asked, namesFile: join(folder, 'nowhere') }))).toBe('settings-invalid');
    expect(await codeOf(phoneWishes({ ...asked, person: '#' }))).toBe('settings-invalid');
  });
});

it('a phone is told in one line', () => {
  const row = phoneRow({ ...phone, person: 'Ben', seen: null, kept: false, stale: false });
  expect(row).toBe('Ben’s Pixel              Ben          photos 10.86.0.2       never seen');
  expect(phoneRow({ ...phone, enabled: false, seen: null, kept: false, stale: false })).toMatch(/ disabled$/);
  expect(phoneRow({ ...phone, seen: null, kept: false, stale: true })).toMatch(/ never seen old code$/);
});

describe('IPv6 in the VPN, where the household’s file says nothing of it', () => {
  const { network6: _, ...vpn } = household.vpn;
  const silent = put('silent.json', JSON.stringify({ ...household, vpn }));
  it('is as the server has it, also when it has none', async () => {
    const file = await readHouseholdFile(silent);
    const kept = { ...household, vpn: { ...household.vpn, network6: 'fd12:3456:789a:1::/64' } };
    expect(completed(file, kept).settings.vpn.network6).toBe('fd12:3456:789a:1::/64');
    expect(completed(file, household).settings.vpn.network6).toBeNull();
  });
  it('is a random network of its own on a server as new', async () => {
    const file = await readHouseholdFile(silent);
    const made = [1, 2].map(() => completed(file, null).settings.vpn.network6 ?? '');
    expect(made.every(isUlaNetwork)).toBe(true);
    expect(made[0]).not.toBe(made[1]);
    expect(makeNetwork6(Uint8Array.of(0, 0, 1, 0, 0))).toBe('fd00:1:0:1::/64');
    expect([0, 1, 255].map((n) => makeNetwork6(Uint8Array.of(n, n, n, n, n))).every(isUlaNetwork)).toBe(true);
  });
  it('is what the file says, where it says something: and so is everything that is newer than a file', async () => {
    const { endpoint: _e, router: _r, cloudflare: _c, share: _s, ...older } = household;
    const kept: typeof household = {
      ...household,
      endpoint: { kind: 'name', name: 'home.example.net' },
      router: { mapping: true, dhcp: null },
      share: { uploads: true, links: 'as-it-is' },
    };
    const { settings } = completed(await readHouseholdFile(put('older.json', JSON.stringify({ ...older, vpn }))), kept);
    expect(settings).toEqual(kept);
    expect(completed(await readHouseholdFile(put('whole.json', JSON.stringify(household))), kept).settings).toEqual(
      household,
    );
    // another network at home: a pool of addresses there is none here
    const { lan } = household;
    const dhcp = { from: '10.1.2.3', to: '10.1.2.9' };
    const moved = {
      ...household,
      router: { mapping: false, dhcp },
      lan: { network: '10.1.2.0/24', address: '10.1.2.2', router: '10.1.2.1' },
    };
    const file = await readHouseholdFile(put('moved.json', JSON.stringify({ ...older, lan })));
    expect(await codeOf((async () => completed(file, moved))())).toBe('settings-invalid');
  });
  it('stays away where the file says so', async () => {
    const said = await readHouseholdFile(put('said.json', JSON.stringify(household)));
    expect(completed(said, null).settings.vpn.network6).toBeNull();
  });
});
