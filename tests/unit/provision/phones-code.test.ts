// Where a phone's code says to knock is noted in the book, so that a home with another name, address or port knows whose code is of
// before. A stand-in for a server answers each question by what is asked for, and keeps the book it is sent.
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Settings } from '../../../electron/contract/settings';
import { phoneBookText, type PhoneBook } from '../../../electron/provision/facts/wireguard';
import { addPhone, changePhone, codeOf, listPhones, replacePhone } from '../../../electron/provision/phones';
import type { Remote } from '../../../electron/provision/remote';
import { householdPath, phonesPath } from '../../../electron/provision/shell/prelude';
import { exitCodes } from '../../../electron/provision/shell/state';
import { phonesLine } from '../../../electron/wireguard/config';
import { family } from '../../cases/family';

const sum = (text: string): string => createHash('sha256').update(text).digest('hex');
const asFile = (text: string): string => `noted ${sum(text)}\nfile 600 root:root\nsum ${sum(text)}\ntext\n${text}`;

let settings: Settings;
let book: string;
/** The status with which a change of the book ends. */
let refuses: number;
let changes: number;
beforeEach(() => {
  settings = family().settings;
  book = '';
  refuses = 0;
  changes = 0;
});

function answerTo(question: string): string {
  if (question.includes(`cat ${householdPath}`)) return JSON.stringify(settings);
  if (question.includes(phonesPath)) return book === '' ? '' : asFile(book);
  if (question.includes('wg0.conf')) return asFile(`[Interface]\nAddress = 10.83.0.1/22\n${phonesLine}\n`);
  return question.includes('.pub') ? 'jdu+oe9T/xnEfZ3NP3h477m3zEtS1hw3OEPov/+7bU0=' : '';
}

const remote = {
  run: async ({ text }: { text: string }, { input }: { input?: Buffer } = {}) => {
    if (input) {
      changes += 1;
      if (refuses !== 0) return { status: refuses, stdout: '', stderr: '' };
      book = gunzipSync(input)
        .toString()
        .split(/^@@ /m)
        .flatMap((part) => (part.startsWith('book\n') ? part.slice(5) : []))
        .join('');
      return { status: 0, stdout: '', stderr: '' };
    }
    const asked = [...text.matchAll(/\( ([^]*?)\n\) <\/dev\/null 2>\/dev\/null; printf '\\n%s %s\\n' (iah-\w+) /g)];
    const stdout = asked.map(([, question = '', mark = '']) => `${answerTo(question)}\n${mark} 0\n`).join('');
    return { status: 0, stdout, stderr: '' };
  },
} as unknown as Remote;

const wish = (name: string) => ({ name, person: null, scope: 'photos' }) as const;
const stale = async (): Promise<Record<string, boolean>> =>
  Object.fromEntries((await listPhones(remote)).phones.map((phone) => [phone.name, phone.stale]));
const elsewhere = (): void => {
  settings = { ...settings, endpoint: { kind: 'name', name: 'abc123.myfritz.net' } };
};

describe('a code of before', () => {
  it('is one of another name or port; a phone that is added or replaced has the one of now', async () => {
    await addPhone(remote, wish('Anna'));
    await addPhone(remote, wish('Ben'));
    expect(await stale()).toEqual({ Anna: false, Ben: false });
    elsewhere();
    await addPhone(remote, wish('Clara'));
    await changePhone(remote, { name: 'Ben' }, { person: 'Ben' });
    expect(await stale()).toEqual({ Anna: true, Ben: true, Clara: false });
    expect((await replacePhone(remote, { name: 'Ben' })).endpoint).toBe('abc123.myfritz.net:51820');
    expect(await stale()).toMatchObject({ Anna: true, Ben: false });
    settings = { ...settings, vpn: { ...settings.vpn, port: 51_999 } };
    expect(await stale()).toEqual({ Anna: true, Ben: true, Clara: true });
  });

  it('is none while only what the name leads to changes', async () => {
    await addPhone(remote, wish('Anna'));
    settings = { ...settings, endpoint: { kind: 'record', ipv6: true, ipv4: false } };
    expect(await stale()).toEqual({ Anna: false });
  });

  it('is not told of phones of an earlier release', async () => {
    await addPhone(remote, wish('Anna'));
    const { highest, phones } = JSON.parse(book) as PhoneBook;
    book = phoneBookText({ highest, phones: phones.map(({ knocksAt: _, ...phone }) => phone) });
    elsewhere();
    expect(await stale()).toEqual({ Anna: false });
  });
});

describe('a code that is shown again', () => {
  it('is of now, which the book notes once', async () => {
    const { phone, keys } = await addPhone(remote, wish('Anna'));
    elsewhere();
    expect((await codeOf(remote, phone.publicKey, keys)).endpoint).toBe('abc123.myfritz.net:51820');
    expect(await stale()).toEqual({ Anna: false });
    const before = changes;
    await codeOf(remote, phone.publicKey, keys);
    expect(changes).toBe(before);
  });

  it('is shown while the server is at work, and stays marked', async () => {
    const { phone, keys } = await addPhone(remote, wish('Anna'));
    elsewhere();
    refuses = exitCodes.locked;
    expect((await codeOf(remote, phone.publicKey, keys)).endpoint).toBe('abc123.myfritz.net:51820');
    expect(await stale()).toEqual({ Anna: true });
  });
});
