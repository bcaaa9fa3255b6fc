/**
 * What people do with phones: add, change, replace, remove. A phone's private key is made on this PC and goes to the phone only; the
 * server gets the public half, and the preshared key by stdin. Each verb takes two round trips, for one phone as for a hundred; to replace one, four.
 */
import { failure, FailureError } from '../../contract/failure';
import type { Phone, PhoneScope } from '../../contract/phone';
import { nextPlace } from '../../wireguard/addresses';
import { makeKeyPair, makePresharedKey } from '../../wireguard/keys';
import type { PhoneBook } from '../facts/wireguard';
import type { Remote } from '../remote';
import { Secret } from '../shell/secret';
import { change, type PhonesChange } from './change';
import { withCode, type NewPhone, type PhoneKeys } from './code';
import { phoneIn, readLine, sameName, type Line, type Which } from './line';

export interface PhoneWish {
  readonly name: string;
  readonly person: string | null;
  readonly scope: PhoneScope;
}

/** Gives a phone its line. */
export async function addPhone(remote: Remote, wish: PhoneWish): Promise<NewPhone> {
  const [made] = await addPhones(remote, [wish]);
  if (!made) throw new TypeError('a phone was added and is not there');
  return made;
}

/** All of them or none. */
export async function addPhones(remote: Remote, wishes: readonly PhoneWish[]): Promise<readonly NewPhone[]> {
  const pairs = wishes.map((wish) => ({ wish, ...makeKeys() }));
  return untilUnchanged(remote, (line) => {
    const made: { phone: Phone; keys: PhoneKeys }[] = [];
    let book = line.book;
    for (const { wish, publicKey, keys } of pairs) {
      const phone = newPhone(line, book, wish, publicKey);
      made.push({ phone, keys });
      book = withPhone(line, book, phone);
    }
    const added = made.map(({ phone, keys }) => ({ publicKey: phone.publicKey, presharedKey: keys.presharedKey }));
    return { changed: { book, added }, gives: () => made.map(({ phone, keys }) => withCode(line, phone, keys)) };
  });
}

/** Only what is given is changed. */
export interface PhoneEdit {
  readonly name?: string | undefined;
  readonly person?: string | null | undefined;
  readonly enabled?: boolean | undefined;
}

/** One that is switched off stays in the book with its keys, and is let in again by being switched on. */
export const changePhone = (remote: Remote, which: Which, edit: PhoneEdit): Promise<Phone> =>
  untilUnchanged(remote, ({ book }) => {
    const before = phoneIn(book, which);
    const { name = before.name, person = before.person, enabled = before.enabled } = edit;
    const phone: Phone = { ...before, name, person, enabled };
    refuseTaken(book, name, before);
    const out = before.enabled && !enabled ? [before.publicKey] : [];
    return { changed: { book: exchanged(book, before, [phone]), out }, gives: () => phone };
  });

/** Takes a phone's line away; its address is never given to another. */
export const removePhone = (remote: Remote, which: Which): Promise<Phone> =>
  untilUnchanged(remote, ({ book }) => {
    const phone = phoneIn(book, which);
    const dead = [phone.publicKey];
    return { changed: { book: exchanged(book, phone, []), out: dead, gone: dead }, gives: () => phone };
  });

/**
 * Name, person and scope go to a successor with keys and an address of its own. A change of its own before that switches the old one
 * off: its key stays dead even where the successor cannot be let in.
 */
export async function replacePhone(remote: Remote, which: Which): Promise<NewPhone> {
  const old = await changePhone(remote, which, { enabled: false });
  const { publicKey, keys } = makeKeys();
  return untilUnchanged(remote, (line) => {
    const lost = phoneIn(line.book, { publicKey: old.publicKey });
    const others = exchanged(line.book, lost, []);
    const phone = newPhone(line, others, lost, publicKey);
    const { highest } = withPhone(line, others, phone);
    return {
      changed: {
        book: { ...exchanged(line.book, lost, [phone]), highest },
        added: [{ publicKey, presharedKey: keys.presharedKey }],
        gone: [lost.publicKey],
      },
      gives: () => withCode(line, phone, keys),
    };
  });
}

/**
 * The code of a phone whose keys were kept. FailureError('phone-unknown') when it is gone by now. One round trip, and two more where
 * the book is to note that its code says another place to knock from now on.
 */
export async function codeOf(remote: Remote, publicKey: string, keys: PhoneKeys): Promise<NewPhone> {
  const line = await readLine(remote);
  const phone = phoneIn(line.book, { publicKey });
  const made = withCode(line, phone, keys);
  if (phone.knocksAt !== made.endpoint || phone.codeFor !== undefined) await noteCode(remote, publicKey);
  return made;
}

/** A server that is at work keeps its book shut: then the phone stays marked, and has its code all the same. */
async function noteCode(remote: Remote, publicKey: string): Promise<void> {
  try {
    await untilUnchanged(remote, ({ book, server }) => {
      const before = phoneIn(book, { publicKey });
      const { codeFor: _, ...rest } = before;
      const phone: Phone = { ...rest, knocksAt: server.endpoint };
      return { changed: { book: exchanged(book, before, [phone]) }, gives: () => phone };
    });
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
  }
}

function makeKeys(): { publicKey: string; keys: PhoneKeys } {
  const { privateKey, publicKey } = makeKeyPair();
  return { publicKey, keys: { privateKey: new Secret(privateKey), presharedKey: new Secret(makePresharedKey()) } };
}

function newPhone(line: Line, book: PhoneBook, { name, person, scope }: PhoneWish, publicKey: string): Phone {
  refuseTaken(book, name, null);
  const { address, address6 } = placeIn(line, book);
  const knocksAt = line.server.endpoint;
  return { name, person, scope, enabled: true, publicKey, address, address6, addedAt: Date.now(), knocksAt };
}

function placeIn({ range, settings }: Line, book: PhoneBook) {
  const place = nextPlace(range, settings.vpn.network6, book.phones.length, book.highest);
  if (!place.ok) throw new FailureError(place.failure);
  return place.value;
}

const withPhone = (line: Line, book: PhoneBook, phone: Phone): PhoneBook => ({
  highest: placeIn(line, book).number,
  phones: [...book.phones, phone],
});

const exchanged = (book: PhoneBook, before: Phone, after: readonly Phone[]): PhoneBook => ({
  ...book,
  phones: book.phones.flatMap((phone) => (phone === before ? after : [phone])),
});

function refuseTaken(book: PhoneBook, name: string, except: Phone | null): void {
  if (book.phones.some((phone) => phone !== except && sameName(phone.name, name)))
    throw new FailureError(failure('phone-name-taken', { name }));
}

const attempts = 8;

/** Reads, decides and changes, from the beginning when somebody else was faster. */
async function untilUnchanged<T>(
  remote: Remote,
  decide: (line: Line) => { readonly changed: PhonesChange; gives(): T },
): Promise<T> {
  for (let n = 0; n < attempts; n += 1) {
    const line = await readLine(remote);
    const { changed, gives } = decide(line);
    if (await change(remote, line, changed)) return gives();
  }
  throw new FailureError(failure('plan-changed', {}));
}
