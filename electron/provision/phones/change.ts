/**
 * Changes phones on the server: book, preshared keys, wg0.conf, what phones may reach, and the running tunnel, together or not at all,
 * unless somebody goes: who is out stays out, whatever else fails then. The surprises: two PCs of a family may change phones in the
 * same second, so it goes on only if the book is still the one that was read; whoever goes is out of the running tunnel before anybody
 * new is in; and dash reads what it is sent byte by byte, so that for 200 phones the sending would cost more than all the work: it is
 * packed, cut by one awk, and there is no process per phone.
 */
import { gzipSync } from 'node:zlib';
import { failure, FailureError } from '../../contract/failure';
import { peersText, phonesLine } from '../../wireguard/config';
import { forwardingText, goesOn, reachesMore, reachOf, reachText } from '../../wireguard/reach';
import { requireLock } from '../engine/lock';
import { ourTable } from '../facts/firewall';
import { forwardingPath, reachPath } from '../facts/reach';
import { confPath, phoneBookText, presharedPath, type PhoneBook } from '../facts/wireguard';
import type { Answer, Remote } from '../remote';
import { lockPath, manifestPath, phonesPath, runFolder } from '../shell/prelude';
import type { Secret } from '../shell/secret';
import { Sh, sh } from '../shell/sh';
import { exitCodes, statePrelude } from '../shell/state';
import { loadReach, peersOf, switchForwardingOn, syncPeers } from '../steps/wireguard';
import { changedByOthers, type Line } from './line';

export interface PhonesChange {
  readonly book: PhoneBook;
  /** Preshared keys of those that are new. */
  readonly added?: readonly { readonly publicKey: string; readonly presharedKey: Secret }[];
  /** Those whose line is dead from now on. Nobody comes in by the same change: it would have to be taken back with what fails. */
  readonly out?: readonly string[];
  /** Of these, those that never come back. */
  readonly gone?: readonly string[];
}

const status = {
  bookChanged: 75,
  tunnelDown: 76,
  confChanged: 77,
  firewallDown: 78,
  outAlone: 79,
  behind: 80,
} as const;

/** Gives false when the phone book changed since it was read. */
export async function change(remote: Remote, line: Line, changed: PhonesChange): Promise<boolean> {
  const answer = await remote.run(changeScript(line), { input: inputOf(line, changed) });
  if (answer.status === status.bookChanged) return false;
  requireLock(answer);
  if (answer.status !== 0) throw failed(answer);
  return true;
}

function failed(answer: Answer): FailureError {
  const stopped = (service: string): FailureError => new FailureError(failure('service-not-running', { service }));
  switch (answer.status) {
    case status.tunnelDown:
      return stopped('wg-quick@wg0');
    case status.firewallDown:
      return stopped('immich-at-home-firewall');
    case status.behind:
      return new FailureError(
        failure(
          'server-behind',
          {},
          { checked: [{ what: 'nftables: table of the firewall with sets of phones', fine: false }] },
        ),
      );
    case status.confChanged:
      return changedByOthers();
    case status.outAlone:
      return new FailureError(failure('phone-out-alone', {}, { detail: answer.stderr.slice(-500) }));
    default:
      return new FailureError(
        failure(
          'command-failed',
          { command: 'wg syncconf wg0', status: answer.status },
          { detail: answer.stderr.slice(-500) },
        ),
      );
  }
}

/**
 * Named parts, each begun by its own line; the script's awk appends what follows to a file of that name. No text of ours begins a
 * line with "@@ ". A phone's line in the book is followed by its peer: so near, its key is packed only once.
 */
function inputOf(line: Line, { book, added = [], out = [], gone = [] }: PhonesChange): Buffer {
  const reach = reachOf(book.phones);
  const bookLines = phoneBookText(book).match(/.*\n/g) ?? [];
  const peers = peersOf(book, line.ipv6).map((peer) => peersText([peer]));
  const parts: (readonly [name: string, text: string])[] = [
    ...bookLines.flatMap((text, n) => [['book', text] as const, ['peers', peers[n] ?? ''] as const]),
    ['reach', reachText(`inet ${ourTable}`, reach, line.passedOnBefore)],
    [
      'keys',
      added.map(({ publicKey, presharedKey }) => `${presharedPath(publicKey)} ${presharedKey.reveal()}\n`).join(''),
    ],
    ['out', out.map((publicKey) => `peer ${publicKey} remove\n`).join('')],
    ['gone', gone.map((publicKey) => `${presharedPath(publicKey)}\n`).join('')],
  ];
  if (goesOn(reach)) parts.push(['forwarding', forwardingText(line.wayOut, line.passedOnBefore)]);
  if (reachesMore(reachOf(line.book.phones), reach)) parts.push(['wider', '']);
  return gzipSync([...parts, ['whole', '']].map(([name, text]) => `@@ ${name}\n${text}`).join(''));
}

/** The files that stand together. */
const paths = [phonesPath, confPath, reachPath, forwardingPath];

/** It holds the door that an apply must pass. */
const changeScript = (line: Line): Sh =>
  new Sh(`${statePrelude}
set -e
trap '' HUP
exec 8> ${runFolder}/lock.flock
flock -w 30 8
if [ -e ${lockPath} ] && iah_lock_alive; then cat ${lockPath}; exit ${exitCodes.locked}; fi
work=$(mktemp -d -p ${runFolder})
trap 'rm -rf "$work" ${runFolder}/wg0.conf ${runFolder}/wg0.stripped' EXIT
gzip -dc | awk -v into="$work" '/^@@ /{ file = into "/" $2; printf "" > file; next } { print > file }'
[ -e "$work/whole" ] || exit 1
sum_of() { [ ! -e "$1" ] || sha256sum < "$1" | cut -d ' ' -f 1; }
${sh`[ "$(sum_of ${phonesPath})" = ${line.sum ?? ''} ] || exit ${status.bookChanged}`.text}
[ "$(sum_of ${confPath})" = "$(iah_noted ${confPath})" ] || exit ${status.confChanged}
wg show wg0 listen-port > /dev/null 2>&1 || exit ${status.tunnelDown}
sets=; ! nft list set inet ${ourTable} home_phones > /dev/null 2>&1 || sets=yes
if [ -e "$work/wider" ] && [ -z "$sets" ]; then
  # without the sets, the table is of an earlier release
  ! nft list table inet ${ourTable} > /dev/null 2>&1 || exit ${status.behind}
  exit ${status.firewallDown}
fi
[ ! -s "$work/out" ] || xargs wg set wg0 < "$work/out"
mkdir "$work/before"
for path in ${paths.join(' ')}; do [ ! -e "$path" ] || cp -a "$path" "$work/before/"; done
put_back() {
  for path in ${paths.join(' ')}; do
    if [ ! -e "$work/before/\${path##*/}" ]; then rm -f "$path"
    else cp -a "$work/before/\${path##*/}" "$path.iah-new" && sync "$path.iah-new" && put "$path" || rm -f "$path.iah-new"; fi
  done
  note
  cut -d ' ' -f 1 "$work/keys" | xargs -r rm -f
  sync_peers || :
  load_reach || :
}
note() { for path in ${[confPath, reachPath, forwardingPath].join(' ')}; do iah_note "$path" wireguard; done; }
sync_peers() {
${syncPeers.text}
}
load_reach() { [ -z "$sets" ] || ${loadReach.text}; }
# noted before it is there: cut off in between, it is ours either way
put() {
  [ "$1" = ${phonesPath} ] || { iah_note_ahead "$1" wireguard; sync ${manifestPath}; }
  mv "$1.iah-new" "$1"
}
place() { cp "$work/$1" "$2.iah-new"; chmod "$3" "$2.iah-new"; }
set +e
# not as a condition of && or if: there the shell would go on after a failure inside
( set -e
  awk '{ print $2 > $1; close($1) }' "$work/keys"
  place book ${phonesPath} 0600
  { sed '/^${phonesLine}$/q' ${confPath}; iah_fill < "$work/peers"; } > ${confPath}.iah-new
  place reach ${reachPath} 0644
  sync ${phonesPath}.iah-new ${confPath}.iah-new ${reachPath}.iah-new
  # who goes is out of what a restart of the machine reads before the list says so; who comes is in the list before
  [ ! -s "$work/out" ] || put ${confPath}
  put ${phonesPath}
  [ -s "$work/out" ] || put ${confPath}
  put ${reachPath}
  if [ -e "$work/forwarding" ]; then
    place forwarding ${forwardingPath} 0644; put ${forwardingPath}
  else rm -f ${forwardingPath}; fi
  note
  : > "$work/placed"
  sync_peers
  load_reach
  [ -z "$sets" ] || [ ! -e "$work/forwarding" ] || ${switchForwardingOn.text}
)
changed=$?
# put back, the key of somebody who was stolen from would work again
[ "$changed" = 0 ] || [ -s "$work/out" ] || { put_back; exit 1; }
[ "$changed" = 0 ] || [ -e "$work/placed" ] || exit 1
xargs -r rm -f < "$work/gone"
[ "$changed" = 0 ] || exit ${status.outAlone}`);
