/** What a change of phones starts from, all of one moment and in one round trip: the book, the server's side, the household. */
import { failure, FailureError } from '../../contract/failure';
import type { Phone } from '../../contract/phone';
import { readRange, type Range } from '../../contract/range';
import { readStoredSettings, type Settings } from '../../contract/settings';
import { endpointOf } from '../../contract/ways';
import { serverAddress, serverAddress6 } from '../../wireguard/addresses';
import { phonesLine, type ServerSide } from '../../wireguard/config';
import type { WayOut } from '../../wireguard/reach';
import { foreign } from '../engine/compare';
import { reader } from '../engine/read';
import { answers } from '../facts/answers';
import { text } from '../facts/common';
import { homeNetworks6 } from '../facts/home-interface';
import { passedOnBefore, wayOut } from '../facts/reach';
import { confHead, confPath, keyPath, phoneBook, publicKeyPath, type PhoneBook } from '../facts/wireguard';
import type { Remote } from '../remote';
import { householdPath } from '../shell/prelude';
import { sh } from '../shell/sh';

export interface Line {
  readonly settings: Settings;
  readonly range: Range;
  readonly book: PhoneBook;
  /** The book's digest: by it somebody else's change is noticed. */
  readonly sum: string | null;
  /** Whether wg0 has IPv6: a machine without it leaves it out, whatever the household wants. */
  readonly ipv6: boolean;
  readonly server: ServerSide;
  readonly wayOut: WayOut | null;
  /** It is a router by its owner's wish. */
  readonly passedOnBefore: boolean;
}

export async function readLine(remote: Remote): Promise<Line> {
  const server = reader(remote);
  const found = await answers({
    household: server.ask(text('household', sh`cat ${householdPath}`)),
    phones: server.ask(phoneBook),
    conf: server.ask(confHead),
    publicKey: server.ask(text('wireguard-public-key', sh`[ -s ${keyPath} ] && cat ${publicKeyPath}`)),
    wayOut: server.ask(wayOut),
    networks6: server.ask(homeNetworks6),
    passedOnBefore: server.ask(passedOnBefore),
  });
  const settings = readStoredSettings(found.household);
  if (!settings || !found.publicKey || !found.conf.exists) throw new FailureError(failure('not-set-up', {}));
  if (foreign(found.conf) || !found.conf.text?.includes(`${phonesLine}\n`)) throw changedByOthers();
  const range = readRange(settings.vpn.network) ?? { network: '0.0.0.0', bits: 32 };
  return {
    settings,
    range,
    ...found.phones,
    ipv6: /^Address = .*:/m.test(found.conf.text),
    server: serverSide(settings, range, found.publicKey, found.networks6),
    wayOut: found.wayOut,
    passedOnBefore: found.passedOnBefore,
  };
}

const serverSide = (settings: Settings, range: Range, publicKey: string, networks6: readonly string[]): ServerSide => ({
  publicKey,
  address: serverAddress(range),
  address6: serverAddress6(settings.vpn.network6),
  homeNetwork: settings.lan.network,
  homeNetworks6: networks6,
  endpoint: endpointOf(settings),
});

export const changedByOthers = (): FailureError =>
  new FailureError(failure('file-changed-by-others', { paths: confPath }));

/** Names are for people: whatever their case, and however a letter with an accent is written. */
export const sameName = (a: string, b: string): boolean => folded(a) === folded(b);
const folded = (name: string): string => name.normalize('NFC').toLocaleLowerCase('en');

/** A phone by its key, or by its name where somebody types it. */
export type Which = { readonly publicKey: string } | { readonly name: string };

export function phoneIn(book: PhoneBook, which: Which): Phone {
  const found = book.phones.find((phone) =>
    'publicKey' in which ? phone.publicKey === which.publicKey : sameName(phone.name, which.name),
  );
  if (found) return found;
  throw new FailureError(failure('phone-unknown', { name: 'name' in which ? which.name : which.publicKey }));
}
