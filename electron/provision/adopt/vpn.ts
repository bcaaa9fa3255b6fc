/**
 * Somebody's own wg0 goes over: its private key, port and network stay, and its peers become phones of the book by the names in its
 * comments, so that every phone's code still works. The surprises: keys never travel, they are moved on the server; the interface is taken
 * down while its old file is still there, because only that one knows how to undo its own hooks; and many such set-ups use no preshared
 * keys, so phones from there have none.
 */
import { contains, numberOf, readRange, writeRange } from '../../contract/range';
import type { PhoneScope } from '../../contract/phone';
import type { Settings } from '../../contract/settings';
import { say } from '../../contract/message';
import { run, service } from '../engine/compare';
import type { Change } from '../engine/step';
import type { FoundFile } from '../facts/common';
import { confPath, keyPath, phoneBookText, presharedFolder, publicKeyPath, type PhoneBook } from '../facts/wireguard';
import { forwardingPath } from '../facts/reach';
import { phonesPath } from '../shell/prelude';
import { Sh, sh } from '../shell/sh';

export interface OtherPhone {
  readonly name: string;
  readonly publicKey: string;
  readonly address: string;
  readonly preshared: boolean;
}
export interface OtherVpn {
  /** As wide as our settings ask for, where the server's own address stays the first one: "10.6.0.0/23". */
  readonly network: string;
  readonly port: number;
  readonly phones: readonly OtherPhone[];
  /** What its hooks let phones reach. */
  readonly scope: PhoneScope;
}

const wg0 = 'wg-quick@wg0.service';
/** Our settings ask for no smaller one. */
const narrowest = 23;

/** The same network, widened to what our settings take; null where the server's address would not be its first any more. */
export function widened(address: string): string | null {
  const [own = '', bits = '32'] = address.split('/');
  const range = readRange(`${own}/${Math.min(Number(bits), narrowest)}`);
  return range && numberOf(range, own) === 1 ? writeRange(range) : null;
}

/** Null where there is none of somebody's own, or one that cannot go over: then its phones need new codes. */
export function readOtherVpn(conf: FoundFile): OtherVpn | null {
  if (conf.text === null || conf.noted !== null) return null;
  const blocks = blocksOf(conf.text);
  const own = blocks.find(({ kind }) => kind === 'interface');
  const address = own?.value('Address')?.split(',')[0]?.trim();
  const network = address === undefined ? null : widened(address);
  const range = network === null ? null : readRange(network);
  if (!own || network === null || range === null) return null;
  const names = new Set<string>();
  const phones = blocks
    .filter(({ kind }) => kind === 'peer')
    .flatMap((peer, n): OtherPhone[] => {
      const publicKey = peer.value('PublicKey');
      const at = peer
        .value('AllowedIPs')
        ?.split(',')
        .map((one) => one.trim())
        .find((one) => /^[\d.]+\/32$/.test(one))
        ?.slice(0, -3);
      if (publicKey === null || at === undefined || !contains(range, at)) return [];
      const name = unused(nameFrom(peer.comment) ?? `Phone ${n + 1}`, names);
      return [{ name, publicKey, address: at, preshared: peer.value('PresharedKey') !== null }];
    });
  const hooks = own.values('PostUp').join('\n');
  return {
    network,
    port: Number(own.value('ListenPort') ?? 51820),
    phones,
    scope: /MASQUERADE|masquerade|SNAT/.test(hooks) ? 'all' : /FORWARD|forward/.test(hooks) ? 'home' : 'photos',
  };
}

interface Section {
  readonly kind: 'interface' | 'peer';
  /** Of the lines right before and within it. */
  readonly comment: string;
  value(name: string): string | null;
  values(name: string): readonly string[];
}

/** A comment belongs to the section that follows it, or in whose first lines it stands. */
function blocksOf(text: string): readonly Section[] {
  const found: { kind: Section['kind']; comments: string[]; lines: string[] }[] = [];
  let comments: string[] = [];
  for (const line of text.split('\n')) {
    const head = /^\s*\[(Interface|Peer)\]/i.exec(line)?.[1]?.toLowerCase();
    const last = found.at(-1);
    if (head === 'interface' || head === 'peer') {
      found.push({ kind: head, comments, lines: [] });
      comments = [];
    } else if (/^\s*#/.test(line)) {
      // right below its head it is its own; after its keys it is the next one's
      if (last && last.lines.length === 0 && last.comments.length === 0) last.comments.push(line);
      else comments.push(line);
    } else if (line.trim() !== '') last?.lines.push(line);
  }
  return found.map(({ kind, comments: said, lines }) => {
    const values = (name: string): readonly string[] =>
      lines.flatMap((line) => new RegExp(`^\\s*${name}\\s*=\\s*([^#]*)`, 'i').exec(line)?.[1]?.trim() ?? []);
    return { kind, comment: said.join('\n'), values, value: (name) => values(name)[0] ?? null };
  });
}

/** "# Clara's iPhone", "### Client clara", "# begin clara #", "# Name = clara". */
function nameFrom(comment: string): string | null {
  const lines = comment
    .split('\n')
    .map((line) =>
      line
        .replace(/^[\s#]+|[\s#]+$/g, '')
        .replace(/^(?:client|peer|begin|user|device|(?:friendly_)?name)(?:\s*[:=]\s*|\s+)/i, '')
        .replace(/[^\p{L}\p{M}\p{N} ._'’()+-]/gu, ' ')
        .trim()
        .slice(0, 40)
        .trim(),
    )
    .filter((line) => line !== '' && !/^end\b|^-+$|^Phones?$/i.test(line));
  return lines.at(-1) ?? null;
}

function unused(name: string, names: Set<string>): string {
  for (let n = 1; ; n += 1) {
    const next = n === 1 ? name : `${name.slice(0, 36)} ${n}`;
    const key = next.toLocaleLowerCase('en');
    if (names.has(key)) continue;
    names.add(key);
    return next;
  }
}

/** What of it goes over with these settings; null = nothing does. */
export function vpnToTake({ adopts, vpn }: Settings, conf: FoundFile): OtherVpn | null {
  const other = adopts === null ? null : readOtherVpn(conf);
  return other && other.network === vpn.network && other.port === vpn.port ? other : null;
}

/** When they were added nobody knows: the day of taking over counts, as the server's clock has it when the book is written. */
const today = 0;

export function bookOf({ phones, scope, network }: OtherVpn): PhoneBook {
  const range = readRange(network) ?? { network: '0.0.0.0', bits: 32 };
  return {
    highest: Math.max(1, ...phones.map(({ address }) => numberOf(range, address))),
    phones: phones.map(({ name, publicKey, address, preshared }) => ({
      ...{ name, person: null, scope, enabled: true, publicKey, address, address6: null, addedAt: today },
      ...(preshared ? {} : { bare: true }),
    })),
  };
}

/** In this order, instead of making keys; what follows writes the file and starts it. */
export function takeVpn(other: OtherVpn, running: boolean): readonly Change[] {
  const book = phoneBookText(bookOf(other));
  return [
    run(
      say('take-over-key', { path: confPath }),
      new Sh(`umask 077
mkdir -p -m 0700 ${presharedFolder}
if [ ! -s ${keyPath} ]; then
  : > "$entry/made"
  sed -nE 's/^[[:space:]]*PrivateKey[[:space:]]*=[[:space:]]*([A-Za-z0-9+/=]+).*/\\1/Ip' ${confPath} | head -n 1 > ${keyPath}.new
  [ -s ${keyPath}.new ]
  sync ${keyPath}.new; mv ${keyPath}.new ${keyPath}
fi
wg pubkey < ${keyPath} > ${publicKeyPath}.new
mv ${publicKeyPath}.new ${publicKeyPath}`),
      {
        undo: {
          kind: 'run',
          command: sh`[ ! -e "$entry/made" ] || { rm -f ${keyPath} ${publicKeyPath} ${forwardingPath}; iah_note ${forwardingPath} ''; }`,
        },
      },
    ),
    run(
      say('take-over-phones', { count: other.phones.length }),
      new Sh(`umask 077
awk -F '[[:space:]]*=[[:space:]]*' -v into=${presharedFolder}/ '
  function keep() { if (key != "" && psk != "") { name = key; gsub(/\\+/, "-", name); gsub(/\\//, "_", name); sub(/=+$/, "", name); print psk > (into name ".psk"); close(into name ".psk") } key = ""; psk = "" }
  { line = $0; sub(/[[:space:]]*#.*/, "", line); sub(/^[[:space:]]+/, "", line); i = index(line, "="); value = substr(line, i + 1); gsub(/[[:space:]]/, "", value); name_ = tolower(line) }
  name_ ~ /^\\[/ { keep() }
  name_ ~ /^publickey[[:space:]]*=/ { key = value }
  name_ ~ /^presharedkey[[:space:]]*=/ { psk = value }
  END { keep() }' ${confPath}
: > "$entry/made"
base64 -d <<'IAH_TEXT' | sed "s/\\"addedAt\\":${today}/\\"addedAt\\":$(date +%s)000/" > ${phonesPath}.new
${Buffer.from(book, 'utf8').toString('base64')}
IAH_TEXT
sync ${phonesPath}.new; mv ${phonesPath}.new ${phonesPath}`),
      {
        undo: {
          kind: 'run',
          command: sh`[ ! -e "$entry/made" ] || rm -f ${phonesPath} ${new Sh(`${presharedFolder}/*.psk`)}`,
        },
      },
    ),
    ...(running ? [service(wg0, 'stop', { kind: 'service', unit: wg0, verb: 'start' }, 'restarts')] : []),
  ];
}
