/**
 * The way home for phones: the server's keys, made there and never leaving it, and wg0 with a peer for each phone. The surprise:
 * a restart of wg0 drops everybody for a moment, so phones come and go by `wg syncconf`, and only a new port, address or key restarts.
 * When it leaves, only the interface goes: keys, peers and the book of phones stay, so that coming back brings every phone back.
 * What phones may reach beyond the photos (sets of the firewall, forwarding) is kept in step with the book as well.
 */
import { failure } from '../../contract/failure';
import { say } from '../../contract/message';
import { readRange, type Range } from '../../contract/range';
import { failed, ok } from '../../contract/result';
import { kept } from '../../contract/secrets';
import { hasDirectWay } from '../../contract/ways';
import { readdressed, serverAddress, serverAddress6 } from '../../wireguard/addresses';
import { bookOf, takeVpn, vpnToTake } from '../adopt/vpn';
import { hosts, phonesLine, withPeers, type Peer } from '../../wireguard/config';
import { forwardingText, goesOn, reachOf, reachText, type Reach, type WayOut } from '../../wireguard/reach';
import type { FileText } from '../engine/action';
import { folder, foreign, install, outdated, run, running, service, write } from '../engine/compare';
import { changes, type Change, type Step, type Wanted } from '../engine/step';
import { render } from '../engine/template';
import { answers } from '../facts/answers';
import { file, packages, text, unit, type FoundFile, type FoundUnit } from '../facts/common';
import {
  conf,
  confPath,
  kernelModule,
  keyPath,
  phoneBook,
  presharedFolder,
  presharedPath,
  publicKeyPath,
  tunnel,
  type FoundTunnel,
  type PhoneBook,
} from '../facts/wireguard';
import { forwardingPath, forwards, hasIpv6, passedOnBefore, reach, reachPath, sameReach, wayOut } from '../facts/reach';
import { ourTable } from '../facts/firewall';
import { phonesPath, runFolder, secretFolder } from '../shell/prelude';
import { all, Sh, sh } from '../shell/sh';
import { isOn, isOurs, removed, switchedOff } from './leaving';
import { pastDocker } from './past-docker';

const wg0 = 'wg-quick@wg0.service';
export const orderPath = `/etc/systemd/system/${wg0}.d/immich-at-home.conf`;

export interface FoundWireguard {
  readonly packages: ReadonlyMap<string, string>;
  readonly module: boolean;
  /** A key pair of ours is there: its public half. */
  readonly publicKey: string | null;
  readonly presharedFolder: FoundFile;
  readonly conf: FoundFile;
  readonly unit: FoundUnit;
  readonly tunnel: FoundTunnel | null;
  readonly phones: PhoneBook;
  readonly ipv6: boolean;
  readonly reachFile: FoundFile;
  /** What the firewall's sets hold; null where it has none. */
  readonly reach: Reach | null;
  readonly forwardingFile: FoundFile;
  readonly forwards: boolean;
  readonly wayOut: WayOut | null;
  /** It is a router by its owner's wish. */
  readonly passedOnBefore: boolean;
  /** That wg0 starts after the firewall. */
  readonly order: FoundFile;
}

/** The VPN's network; settings were checked when they came in. */
export function vpnRange({ settings }: Pick<Wanted, 'settings'>): Range {
  const range = readRange(settings.vpn.network);
  if (!range) throw new TypeError(`no network: ${settings.vpn.network}`);
  return range;
}

const letIn = ({ phones }: PhoneBook): PhoneBook['phones'] => phones.filter(({ enabled }) => enabled);

/** Those that are let in. `ipv6`: whether wg0 has it. */
export const peersOf = (book: PhoneBook, ipv6: boolean): readonly Peer[] =>
  letIn(book).map(({ name, publicKey, address, address6, bare }) => ({
    name,
    publicKey,
    address,
    address6: ipv6 ? address6 : null,
    presharedKey: bare ? null : kept(presharedPath(publicKey)),
  }));

/** The server's own addresses on wg0: "10.83.52.1/22", and IPv6 where household and machine have it. */
function ownAddresses(wanted: Wanted, ipv6: boolean): readonly string[] {
  const range = vpnRange(wanted);
  const six = serverAddress6(wanted.settings.vpn.network6);
  return [`${serverAddress(range)}/${range.bits}`, ...(ipv6 && six !== null ? [`${six}/64`] : [])];
}

const usesIpv6 = ({ settings }: Wanted, { ipv6 }: Pick<FoundWireguard, 'ipv6'>): boolean =>
  ipv6 && settings.vpn.network6 !== null;

export function wg0Text(wanted: Wanted, phones: PhoneBook, ipv6 = true): FileText {
  const own = render(wanted.template('wireguard/wg0.conf'), {
    addresses: ownAddresses(wanted, ipv6).join(', '),
    port: wanted.settings.vpn.port,
    private_key: kept(keyPath),
  });
  const content = withPeers(own, peersOf(phones, usesIpv6(wanted, { ipv6 })));
  if (content === null) throw new TypeError('wireguard/wg0.conf has no line for phones');
  return { path: confPath, mode: '0600', content };
}

const makeKeys: Change = run(
  say('make-server-keys', {}),
  new Sh(`umask 077
if [ ! -s ${keyPath} ]; then : > "$entry/made"; wg genkey > ${keyPath}.new; sync ${keyPath}.new; mv ${keyPath}.new ${keyPath}; fi
wg pubkey < ${keyPath} > ${publicKeyPath}.new
mv ${publicKeyPath}.new ${publicKeyPath}`),
  // Without the key every phone's line is dead: its entry would only mislead. A key that was there before stays, with its phones.
  {
    undo: {
      kind: 'run',
      command: sh`[ ! -e "$entry/made" ] || { rm -f ${keyPath} ${publicKeyPath} ${phonesPath} ${presharedFolder}/*.psk ${forwardingPath}; iah_note ${forwardingPath} ''; }`,
    },
  },
);

/** The network that the server's file is of: by it phones' numbers are read. Null without a file of ours. */
function rangeNow({ conf: there }: FoundWireguard): Range | null {
  const address = /^Address = ([\d.]+\/\d+)/m.exec(there.text ?? '')?.[1];
  return address === undefined ? null : readRange(address);
}

/** The book with everybody in the network that is wanted; the very same where all are. */
const inRange = (wanted: Wanted, found: FoundWireguard): PhoneBook =>
  readdressed<InBook, PhoneBook>(found.phones, rangeNow(found), vpnRange(wanted), wanted.settings.vpn.network6);

/**
 * Phones get addresses of the VPN's new network, and are marked: their codes are of before. It is the one change of the book that an undo
 * takes back, and only so far: who still is in the book has the address of before again; who was removed since stays out, and who came
 * since keeps an address that the next plan mends. wg0.conf and the firewall's sets keep the phones of now in an undo, so they are told as well.
 */
function readdress(before: PhoneBook, after: PhoneBook): Change {
  const places = after.phones.flatMap((phone, n) => {
    const was = before.phones[n];
    return was === undefined || was === phone ? [] : [{ was, now: phone }];
  });
  const count = places.length;
  return run(
    say('readdress-phones', { count }),
    rewriteBook(
      places.map(({ was, now }) => [was, now]),
      after.highest,
      'set',
    ),
    {
      undo: {
        kind: 'run',
        command: all(
          rewriteBook(
            places.map(({ was, now }) => [now, was]),
            before.highest,
            'at-least',
          ),
          rewriteLines(places),
        ),
      },
      // a restart of wg0, where there was one, has an `again` of its own
      again: all(
        sh`! wg show wg0 >/dev/null 2>&1 || { ${syncPeers}; }`,
        sh`[ ! -e ${reachPath} ] || ! nft list table inet ${ourTable} >/dev/null 2>&1 || ${loadReach}`,
      ),
    },
  );
}

type InBook = PhoneBook['phones'][number];
const placeText = ({ address, address6 }: InBook): string =>
  `"address":"${address}","address6":${JSON.stringify(address6)}`;
const markText = ({ codeFor }: InBook): string =>
  codeFor === undefined ? '' : `,"codeFor":${JSON.stringify(codeFor)}`;

/**
 * One phone a line, in the order of its fields: whoever is not there, or has another address by now, is left as is. `highest`: the number of
 * the book; after others came it may be higher by now, and stays so.
 */
const rewriteBook = (
  places: readonly (readonly [from: InBook, to: InBook])[],
  highest: number,
  how: 'set' | 'at-least',
): Sh =>
  sh`umask 077
printf '%s\\n' ${places.map(([from, to]) => [from.publicKey, placeText(from), placeText(to), markText(to)].join(' '))} > "$entry/places"
awk -v highest=${highest} -v how=${how} 'NR == FNR { from[$1] = $2; to[$1] = $3; mark[$1] = substr($0, length($1 $2 $3) + 4); next }
  FNR == 1 && match($0, /[0-9]+/) && (how == "set" || substr($0, RSTART, RLENGTH) + 0 < highest) { sub(/[0-9]+/, highest) }
  { for (key in from) if (index($0, "\\"publicKey\\":\\"" key "\\"") && (at = index($0, from[key]))) {
      line = substr($0, 1, at - 1) to[key] substr($0, at + length(from[key]))
      sub(/,"codeFor":"[^"]*"/, "", line)
      end = match(line, /}[^}]*$/)
      $0 = substr(line, 1, end - 1) mark[key] substr(line, end); break } print }' "$entry/places" ${phonesPath} > ${`${phonesPath}.iah-new`}
sync ${`${phonesPath}.iah-new`}
mv ${`${phonesPath}.iah-new`} ${phonesPath}`;

/** The same addresses where they stand besides: whole words in wg0.conf below its line of phones, and in the firewall's sets. */
const rewriteLines = (places: readonly { readonly was: InBook; readonly now: InBook }[]): Sh =>
  sh`printf '%s\\n' ${places.flatMap(({ was, now }) => [
    `${now.address} ${was.address}`,
    ...(now.address6 !== null && was.address6 !== null ? [`${now.address6} ${was.address6}`] : []),
  ])} > "$entry/words"
for file in ${confPath} ${reachPath}; do
  [ -e "$file" ] || continue
  [ "$(sha256sum < "$file" | cut -d ' ' -f 1)" = "$(iah_noted "$file")" ] || continue
  awk 'NR == FNR { to[$1] = $2; next }
    /AllowedIPs|add element/ { n = split($0, word, " "); line = ""
      for (i = 1; i <= n; i++) { split(word[i], part, "[/,]"); if (part[1] in to) word[i] = to[part[1]] substr(word[i], length(part[1]) + 1); line = line (i > 1 ? " " : "") word[i] }
      $0 = line } { print }' "$entry/words" "$file" > "$file.iah-new"
  chmod --reference="$file" "$file.iah-new"; mv -f "$file.iah-new" "$file"; iah_note "$file" wireguard
done`;

/**
 * Puts back what stood before the line of phones, and below it keeps the phones of now: they may have come and gone since, and
 * whoever was removed must stay out.
 */
const putBackInterface = new Sh(`conf=${confPath}
if [ -e "$entry/before" ]; then
  umask 077
  [ "$(sha256sum < "$conf" | cut -d ' ' -f 1)" = "$(iah_noted "$conf")" ] || cp -a "$conf" "${secretFolder}/changed-$(date +%s)-wg0.conf"
  { sed '/^${phonesLine}$/q' "$entry/before"; sed '1,/^${phonesLine}$/d' "$conf"; } | iah_fill > "$conf.iah-new"
  mv -fT "$conf.iah-new" "$conf"; iah_note "$conf" wireguard
fi`);

/** A file of ours is taken back without its phones; one of somebody else, or none, as it was. */
function writeConf(found: FoundFile, text: FileText): Change | false {
  const change = write(found, text);
  return change && found.exists && !foreign(found)
    ? { ...change, undo: { kind: 'run', command: putBackInterface } }
    : change;
}

/**
 * Takes over what the file says about phones, without a gap for those that stay. POSIX sh has no <( ). In one chain: a file that
 * could not be read must never be taken for a file without phones. `wg-quick strip` reads line by line, a second for 1000 phones: it
 * gets what stands before the phones, where alone there is something to strip.
 */
export const syncPeers = new Sh(`head=${runFolder}/wg0.conf; stripped=${runFolder}/wg0.stripped
mkdir -p ${runFolder}
( umask 077; sed '/^${phonesLine}$/q' ${confPath} > "$head" && wg-quick strip "$head" > "$stripped" &&
  sed '1,/^${phonesLine}$/d' ${confPath} >> "$stripped" ) && wg syncconf wg0 "$stripped" && rm -f "$head" "$stripped"`);

/** In the order in which they come: `wg` has none. */
const networks = (text: string): string => text.split(',').toSorted().join();

function samePeers(found: FoundTunnel, book: PhoneBook, ipv6: boolean): boolean {
  const there = found.peers.map((peer) => `${peer.publicKey} ${networks(peer.allowed)} ${peer.presharedKey}`);
  const wanted = peersOf(book, ipv6).map(
    (peer) => `${peer.publicKey} ${networks(hosts(peer.address, peer.address6).join())} ${peer.presharedKey !== null}`,
  );
  return there.sort().join('\n') === wanted.sort().join('\n');
}

const sameInterface = (wanted: Wanted, found: FoundTunnel, publicKey: string | null, ipv6: boolean): boolean =>
  found.port === wanted.settings.vpn.port &&
  found.publicKey === publicKey &&
  networks(found.addresses.join()) === networks(ownAddresses(wanted, ipv6).join());

/** Somebody's own interface is down by then; with ours down again, an undo brings theirs back with its hooks. */
const takenUp: Change = service(wg0, 'enable --now', { kind: 'service', unit: wg0, verb: 'stop' }, 'restarts');

function bringUp(wanted: Wanted, found: FoundWireguard): Change | false {
  const { tunnel: up } = found;
  const start = running(found.unit, wg0, false);
  if (start && (found.unit.state !== 'stale' || !found.unit.enabled)) return start;
  if (!up || !sameInterface(wanted, up, found.publicKey, found.ipv6))
    // told to read its file again, it would keep its addresses
    return { ...service(wg0, 'restart'), again: sh`systemctl try-restart ${wg0}` };
  return false;
}

/** The book is the truth about phones: what stands here is not put back by an undo, lest somebody who was removed came in again. */
const bookKept = (change: Change | false, found: FoundFile): Change | false =>
  change && found.exists && !foreign(found) ? { ...change, undo: 'keep' } : change;

const reachFile = ({ phones, passedOnBefore: before }: FoundWireguard): FileText => ({
  path: reachPath,
  mode: '0644',
  content: reachText(`inet ${ourTable}`, reachOf(phones.phones), before),
});

/** Where an earlier release comes back that knows no such phones, forwarding does not outlive them. */
function writeReach(found: FoundFile, text: FileText): Change | false {
  const change = bookKept(write(found, text), found);
  const command = sh`iah_put_back ${reachPath}
[ -e ${reachPath} ] || [ -z "$(iah_noted ${forwardingPath})" ] || { rm -f ${forwardingPath}; iah_note ${forwardingPath} ''; }`;
  return change && !found.exists ? { ...change, undo: { kind: 'run', command } } : change;
}

function forwardingFile(found: FoundWireguard): Change | false {
  const { forwardingFile: there } = found;
  if (goesOn(reachOf(found.phones.phones))) {
    // without a way out at this moment nobody can tell its device
    if (there.exists && found.wayOut === null) return false;
    const content = forwardingText(found.wayOut, found.passedOnBefore);
    return bookKept(write(there, { path: forwardingPath, mode: '0644', content }), there);
  }
  return (
    there.exists && {
      summary: say('remove-file', { path: forwardingPath }),
      action: { kind: 'remove', path: forwardingPath },
      undo: 'keep',
      risk: 'none',
      replacesForeign: foreign(there),
    }
  );
}

/** Whom the running tunnel, the firewall's sets and the kernel know otherwise than the book. */
function update(wanted: Wanted, found: FoundWireguard, restarted: boolean): Change | false {
  const { phones, tunnel: up } = found;
  const wish = reachOf(phones.phones);
  const otherPeers = !restarted && up !== null && !samePeers(up, phones, usesIpv6(wanted, found));
  const otherReach =
    found.reach !== null && (!sameReach(found.reach, wish) || outdated(found.reachFile, reachFile(found)));
  const mustForward = goesOn(wish) && !found.forwards;
  if (!otherPeers && !otherReach && !mustForward) return false;
  return run(
    say('update-peers', { count: letIn(phones).length }),
    all(
      ...(otherPeers ? [syncPeers] : []),
      ...(otherReach ? [loadReach] : []),
      ...(mustForward ? [switchForwardingOn] : []),
    ),
  );
}

/** The firewall's service reads it after its own file. */
export const loadReach = sh`nft -f ${reachPath}`;
/** Ours alone is read, as at each start of the machine; what others set stays as it is. */
export const switchForwardingOn = sh`{ /usr/lib/systemd/systemd-sysctl ${forwardingPath} || exit 1
${pastDocker}
}`;

export const wireguard: Step<FoundWireguard> = {
  id: 'wireguard',
  after: ['base'],
  wantedBy: hasDirectWay,

  async inspect(reader) {
    const { phoneBook: phones, ...found } = await answers({
      packages: reader.ask(packages('wireguard-tools', 'wireguard-go')),
      module: reader.ask(kernelModule),
      publicKey: reader.ask(text('wireguard-public-key', sh`[ -s ${keyPath} ] && cat ${publicKeyPath}`)),
      presharedFolder: reader.ask(file(presharedFolder)),
      conf: reader.ask(conf),
      unit: reader.ask(unit(wg0)),
      tunnel: reader.ask(tunnel),
      phoneBook: reader.ask(phoneBook),
      ipv6: reader.ask(hasIpv6),
      reachFile: reader.ask(file(reachPath)),
      reach: reader.ask(reach),
      forwardingFile: reader.ask(file(forwardingPath)),
      forwards: reader.ask(forwards),
      wayOut: reader.ask(wayOut),
      passedOnBefore: reader.ask(passedOnBefore),
      order: reader.ask(file(orderPath)),
    });
    return { ...found, phones: phones.book };
  },

  plan(wanted, before) {
    const other = vpnToTake(wanted.settings, before.conf);
    const phones = other ? bookOf(other) : inRange(wanted, before);
    const found = { ...before, phones };
    const start = other ? takenUp : bringUp(wanted, found);
    return changes(
      !other && phones !== before.phones && readdress(before.phones, phones),
      install(found.packages, found.module ? ['wireguard-tools'] : ['wireguard-tools', 'wireguard-go']),
      folder(found.presharedFolder, { path: presharedFolder, mode: '0700' }),
      other ? takeVpn(other, isOn(found.unit)) : !found.publicKey && makeKeys,
      writeConf(found.conf, wg0Text(wanted, found.phones, found.ipv6)),
      writeReach(found.reachFile, reachFile(found)),
      forwardingFile(found),
      write(found.order, { path: orderPath, mode: '0644', content: wanted.template('wireguard/after-firewall.conf') }),
      start,
      update(wanted, found, start !== false),
    );
  },

  async verify(wanted, reader) {
    const { port } = wanted.settings.vpn;
    const [up, publicKey, { book }, ipv6] = await Promise.all([
      reader.ask(tunnel),
      reader.ask(text('wireguard-public-key', sh`[ -s ${keyPath} ] && cat ${publicKeyPath}`)),
      reader.ask(phoneBook),
      reader.ask(hasIpv6),
    ]);
    const peers = letIn(book).length;
    const checked = [
      { what: `wg0 on UDP ${port}`, fine: up !== null && sameInterface(wanted, up, publicKey, ipv6) },
      { what: `${peers} peers`, fine: up !== null && samePeers(up, book, usesIpv6(wanted, { ipv6 })) },
    ];
    if (checked.every(({ fine }) => fine)) return ok([say('proof-wireguard', { port, peers })]);
    return failed(failure('service-not-running', { service: wg0 }, { checked }));
  },

  leaving: {
    // the file that switches forwarding on comes back with the phones that need it
    plan: (_wanted, found) =>
      changes(
        isOurs(found.conf) && changes(switchedOff(found.unit, wg0), removed(found.order)),
        removed(found.forwardingFile),
      ),

    async verify(_wanted, reader) {
      const [up, found] = await Promise.all([reader.ask(tunnel), reader.ask(unit(wg0))]);
      const checked = [
        { what: 'wg0', fine: up === null },
        { what: wg0, fine: !isOn(found) },
      ];
      if (checked.every(({ fine }) => fine)) return ok([say('proof-switched-off', { service: wg0 })]);
      return failed(failure('command-failed', { command: `systemctl disable --now ${wg0}`, status: 0 }, { checked }));
    },
  },
};
