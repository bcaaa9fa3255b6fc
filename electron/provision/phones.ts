/**
 * Phones with a direct line: seen, added, removed. A phone's private key is made on this PC and goes to the phone only; the
 * server gets the public half, and the preshared key by stdin. The surprise: two PCs of a family may add a phone in the same
 * second, so the server's script goes on only if the phone book is still the one this PC has read; otherwise all is read again.
 */
import { failure, FailureError } from '../contract/failure';
import type { Phone, PhoneList, PhoneSeen } from '../contract/phone';
import { readRange } from '../contract/range';
import { readStoredSettings, type Settings } from '../contract/settings';
import { nextPlace, phoneLimit, serverAddress } from '../wireguard/addresses';
import { phoneConfig, withPeers } from '../wireguard/config';
import { makeKeyPair, makePresharedKey } from '../wireguard/keys';
import { requireLock } from './engine/lock';
import { reader } from './engine/read';
import { foreign } from './engine/compare';
import { answers } from './facts/answers';
import { text, type FoundFile } from './facts/common';
import {
  arrivals,
  conf,
  confPath,
  keyPath,
  phoneBook,
  phoneBookText,
  presharedPath,
  publicKeyPath,
  tunnel,
  type FoundPeer,
  type PhoneBook,
} from './facts/wireguard';
import type { Remote } from './remote';
import { householdPath, lockPath, phonesPath, runFolder } from './shell/prelude';
import { Secret } from './shell/secret';
import { Sh, sh } from './shell/sh';
import { exitCodes, statePrelude } from './shell/state';
import { peersOf, syncPeers } from './steps/wireguard';

const seen = (peer: FoundPeer | undefined): PhoneSeen | null =>
  peer
    ? {
        publicKey: peer.publicKey,
        handshakeAt: peer.handshakeAt,
        endpoint: peer.endpoint?.replace(/:\d+$/, '') ?? null,
        receivedBytes: peer.receivedBytes,
        sentBytes: peer.sentBytes,
      }
    : null;

/** Who has a direct line, and when each was seen. One round trip. */
export async function listPhones(remote: Remote): Promise<PhoneList> {
  const server = reader(remote);
  const { phones, up, packets } = await answers({
    phones: server.ask(phoneBook),
    up: server.ask(tunnel),
    packets: server.ask(arrivals),
  });
  return {
    phones: phones.book.phones.map((phone) => ({
      ...phone,
      seen: seen(up?.peers.find((peer) => peer.publicKey === phone.publicKey)),
    })),
    packets,
    limit: phoneLimit,
    at: Date.now(),
  };
}

/** What a change of phones starts from, all of one moment. */
interface Line {
  readonly settings: Settings;
  readonly book: PhoneBook;
  readonly sum: string | null;
  readonly conf: FoundFile;
  readonly publicKey: string;
}

async function readLine(remote: Remote): Promise<Line> {
  const server = reader(remote);
  const found = await answers({
    household: server.ask(text('household', sh`cat ${householdPath}`)),
    phones: server.ask(phoneBook),
    conf: server.ask(conf),
    publicKey: server.ask(text('wireguard-public-key', sh`[ -s ${keyPath} ] && cat ${publicKeyPath}`)),
  });
  const settings = readStoredSettings(found.household);
  if (!settings || !found.publicKey || !found.conf.exists) throw new FailureError(failure('not-set-up', {}));
  if (foreign(found.conf)) throw new FailureError(failure('file-changed-by-others', { paths: confPath }));
  return { settings, ...found.phones, conf: found.conf, publicKey: found.publicKey };
}

const status = { bookChanged: 75, tunnelDown: 76 } as const;

/**
 * Phone book, preshared key, wg0.conf and the running tunnel change together or not at all. It reads three lines: the preshared
 * key (empty: the phone is going), the book and the file in base64. It holds the door that an apply must pass.
 */
const changeScript = (line: Line, presharedFile: string): Sh =>
  new Sh(`${statePrelude}
set -e
trap '' HUP
exec 8> ${runFolder}/lock.flock
flock -w 30 8
if [ -e ${lockPath} ] && iah_lock_alive; then cat ${lockPath}; exit ${exitCodes.locked}; fi
IFS= read -r preshared; IFS= read -r book; IFS= read -r conf
sum=; [ ! -e ${phonesPath} ] || sum=$(sha256sum < ${phonesPath} | cut -d ' ' -f 1)
${sh`[ "$sum" = ${line.sum ?? ''} ] || exit ${status.bookChanged}`.text}
wg show wg0 > /dev/null 2>&1 || exit ${status.tunnelDown}
${sh`preshared_file=${presharedFile}`.text}
before=$(mktemp -d -p ${runFolder})
cp -a ${confPath} "$before/conf"
[ ! -e ${phonesPath} ] || cp -a ${phonesPath} "$before/book"
[ ! -e "$preshared_file" ] || cp -a "$preshared_file" "$before/preshared"
put_back() {
  cp -a "$before/conf" ${confPath}
  if [ -e "$before/book" ]; then cp -a "$before/book" ${phonesPath}; else rm -f ${phonesPath}; fi
  if [ -e "$before/preshared" ]; then cp -a "$before/preshared" "$preshared_file"; else rm -f "$preshared_file"; fi
  sync_peers || :
  rm -rf "$before"
}
sync_peers() {
${syncPeers.text}
}
set +e
# not as a condition of && or if: there the shell would go on after a failure inside
( set -e
  [ -z "$preshared" ] || printf '%s\\n' "$preshared" > "$preshared_file"
  printf '%s' "$book" | base64 -d > ${phonesPath}.iah-new
  printf '%s' "$conf" | base64 -d | iah_fill > ${confPath}.iah-new
  sync ${phonesPath}.iah-new ${confPath}.iah-new
  mv ${phonesPath}.iah-new ${phonesPath}
  mv ${confPath}.iah-new ${confPath}
  iah_note ${confPath} wireguard
  sync_peers
)
changed=$?
if [ "$changed" != 0 ]; then put_back; iah_note ${confPath} wireguard; exit 1; fi
[ -n "$preshared" ] || rm -f "$preshared_file"
rm -rf "$before"`);

const base64 = (content: string): string => Buffer.from(content, 'utf8').toString('base64');

/** Gives false when the phone book changed since it was read. */
async function change(
  remote: Remote,
  line: Line,
  book: PhoneBook,
  publicKey: string,
  preshared: string,
): Promise<boolean> {
  const text = withPeers(line.conf.text ?? '', peersOf(book));
  if (text === null) throw new FailureError(failure('file-changed-by-others', { paths: confPath }));
  const input = new Secret([preshared, base64(phoneBookText(book)), base64(text), ''].join('\n'));
  const answer = await remote.run(changeScript(line, presharedPath(publicKey)), { input });
  if (answer.status === status.bookChanged) return false;
  requireLock(answer);
  if (answer.status === status.tunnelDown)
    throw new FailureError(failure('service-not-running', { service: 'wg-quick@wg0' }));
  if (answer.status !== 0)
    throw new FailureError(
      failure(
        'command-failed',
        { command: 'wg syncconf wg0', status: answer.status },
        { detail: answer.stderr.slice(-500) },
      ),
    );
  return true;
}

const sameName = (a: string, b: string): boolean =>
  a.normalize('NFC').toLocaleLowerCase('en') === b.normalize('NFC').toLocaleLowerCase('en');

const attempts = 8;

async function untilUnchanged<T>(attempt: () => Promise<T | null>): Promise<T> {
  for (let n = 0; n < attempts; n += 1) {
    const done = await attempt();
    if (done !== null) return done;
  }
  throw new FailureError(failure('plan-changed', {}));
}

export interface NewPhone {
  readonly phone: Phone;
  /** What the phone's app reads; exists here and nowhere else. */
  readonly config: Secret;
}

/** Gives a phone its line. Two round trips. */
export async function addPhone(remote: Remote, name: string): Promise<NewPhone> {
  const { privateKey, publicKey } = makeKeyPair();
  const presharedKey = makePresharedKey();
  return untilUnchanged(async () => {
    const line = await readLine(remote);
    const { settings, book } = line;
    if (book.phones.some((phone) => sameName(phone.name, name)))
      throw new FailureError(failure('phone-name-taken', { name }));
    const range = readRange(settings.vpn.network) ?? { network: '0.0.0.0', bits: 32 };
    const place = nextPlace(range, book.phones.length, book.highest);
    if (!place.ok) throw new FailureError(place.failure);
    const phone: Phone = { name, publicKey, address: place.value.address, addedAt: Date.now() };
    const grown: PhoneBook = { highest: place.value.number, phones: [...book.phones, phone] };
    if (!(await change(remote, line, grown, publicKey, presharedKey))) return null;
    const config = phoneConfig({
      privateKey,
      presharedKey,
      address: phone.address,
      serverPublicKey: line.publicKey,
      serverAddress: serverAddress(range),
      endpoint: `${settings.hosts.vpn}:${settings.vpn.port}`,
    });
    return { phone, config: new Secret(config) };
  });
}

/** Takes a phone's line away; its address is never given to another. */
export async function removePhone(remote: Remote, name: string): Promise<void> {
  await untilUnchanged(async () => {
    const line = await readLine(remote);
    const gone = line.book.phones.find((phone) => sameName(phone.name, name));
    if (!gone) throw new FailureError(failure('phone-unknown', { name }));
    const left: PhoneBook = { ...line.book, phones: line.book.phones.filter((phone) => phone !== gone) };
    return (await change(remote, line, left, gone.publicKey, '')) || null;
  });
}
