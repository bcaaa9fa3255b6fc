/**
 * The tunnel's state and its phones. The surprise: `wg show … dump` prints private keys, so the columns that must not travel are
 * cut on the server.
 */
import * as v from 'valibot';
import { phoneScopes } from '../../contract/phone';
import { phonesLine } from '../../wireguard/config';
import { phonesPath } from '../shell/prelude';
import { Sh, sh } from '../shell/sh';
import { parseFile, type FoundFile } from './common';
import type { Fact } from './fact';
import { ourTable } from './firewall';

export const confPath = '/etc/wireguard/wg0.conf';
export const keyPath = '/etc/wireguard/immich-at-home.key';
export const publicKeyPath = '/etc/wireguard/immich-at-home.pub';
export const presharedFolder = '/etc/wireguard/immich-at-home';

/** A public key as a file name: base64 has "/". */
export const presharedPath = (publicKey: string): string =>
  `${presharedFolder}/${publicKey.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}.psk`;

/** Earlier releases knew name, key, address and time only. */
const PhoneOnServer = v.object({
  name: v.string(),
  person: v.optional(v.nullable(v.string()), null),
  scope: v.optional(v.picklist(phoneScopes), 'photos'),
  enabled: v.optional(v.boolean(), true),
  publicKey: v.string(),
  address: v.string(),
  address6: v.optional(v.nullable(v.string()), null),
  addedAt: v.number(),
  knocksAt: v.exactOptional(v.string()),
  /** Without a preshared key, as it came from somebody's own set-up. */
  bare: v.exactOptional(v.literal(true)),
  codeFor: v.exactOptional(v.string()),
});
const PhoneBook = v.object({ highest: v.number(), phones: v.array(PhoneOnServer) });
/** Who has a direct line, and the highest number ever given away. */
export type PhoneBook = v.InferOutput<typeof PhoneBook>;

export const noPhones: PhoneBook = { highest: 1, phones: [] };

/** Throws on a damaged file: its phones must not be forgotten by writing a new one. */
export const parsePhoneBook = (text: string | null): PhoneBook =>
  text === null || text.trim() === '' ? noPhones : v.parse(PhoneBook, JSON.parse(text));

/** One phone a line. */
export const phoneBookText = ({ highest, phones }: PhoneBook): string =>
  `{ "highest": ${highest}, "phones": [${phones.map((phone) => `\n${JSON.stringify(phone)}`).join(',')}\n] }\n`;

/** The phone book with its digest, by which somebody else's change is noticed. */
export const phoneBook: Fact<{ book: PhoneBook; sum: string | null }> = {
  key: 'phone-book',
  command: new Sh(`iah_file ${phonesPath}`),
  parse({ stdout }) {
    const found = parseFile(phonesPath, stdout);
    return { book: parsePhoneBook(found.text), sum: found.sum };
  },
};

/** wg0.conf with every key of ours by the name of its file; keys of somebody else's file are hidden. */
export const conf: Fact<FoundFile> = {
  key: 'wg0.conf',
  command: new Sh(
    `iah_file ${confPath} ${keyPath} ${presharedFolder}/*.psk | sed -E 's/^[[:space:]]*(PrivateKey|PresharedKey)[[:space:]]*=[[:space:]]*[^@[:space:]].*/\\1 = (hidden)/I'`,
  ),
  parse: ({ stdout }) => parseFile(confPath, stdout),
};

/** Up to its line of phones: enough for whoever puts other phones there, and the same size for one phone and for all. */
export const confHead: Fact<FoundFile> = {
  key: 'wg0.conf head',
  command: new Sh(
    `iah_file ${confPath} ${keyPath} | sed -E '/^${phonesLine}$/q; s/^[[:space:]]*(PrivateKey|PresharedKey)[[:space:]]*=[[:space:]]*[^@[:space:]].*/\\1 = (hidden)/I'`,
  ),
  parse: ({ stdout }) => parseFile(confPath, stdout),
};

export interface FoundPeer {
  readonly publicKey: string;
  readonly presharedKey: boolean;
  /** "198.51.100.2:40123", "[2001:db8::7]:40123"; null before the first packet. */
  readonly endpoint: string | null;
  /** "10.77.0.2/32,fd12::2/128" */
  readonly allowed: string;
  /** Milliseconds since 1970; null = never. */
  readonly handshakeAt: number | null;
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

export interface FoundTunnel {
  readonly publicKey: string;
  readonly port: number;
  /** "10.77.0.1/22", "fd12::1/64" */
  readonly addresses: readonly string[];
  readonly peers: readonly FoundPeer[];
}

export function parseTunnel(stdout: string): FoundTunnel | null {
  const rows = stdout.split('\n').map((row) => row.split('\t'));
  const own = rows.find(([kind]) => kind === 'interface');
  if (!own) return null;
  return {
    publicKey: own[1] ?? '',
    port: Number(own[2]),
    addresses: rows.filter(([kind]) => kind === 'address').map(([, address = '']) => address),
    peers: rows
      .filter(([kind]) => kind === 'peer')
      .map(([, publicKey = '', preshared, endpoint = '', allowed = '', handshake, received, sent]) => ({
        publicKey,
        presharedKey: preshared === 'yes',
        endpoint: endpoint === '(none)' ? null : endpoint,
        allowed,
        handshakeAt: Number(handshake) > 0 ? Number(handshake) * 1000 : null,
        receivedBytes: Number(received),
        sentBytes: Number(sent),
      })),
  };
}

export const tunnel: Fact<FoundTunnel | null> = {
  key: 'wg0',
  command: new Sh(`wg show wg0 dump | awk -F '\\t' -v OFS='\\t' '
  NR == 1 { print "interface", $2, $3 }
  NR > 1 { print "peer", $1, ($2 == "(none)" ? "no" : "yes"), $3, $4, $5, $6, $7 }'
ip -o addr show dev wg0 scope global | awk '{ print "address\\t" $4 }'`),
  parse: ({ stdout }) => parseTunnel(stdout),
};

/** Whether the kernel has WireGuard itself; where it has not, `wg-quick` takes a program. */
export const kernelModule: Fact<boolean> = {
  key: 'wireguard-module',
  command: new Sh('[ -d /sys/module/wireguard ] || modprobe -n -q wireguard'),
  parse: ({ status }) => status === 0,
};

const counter = (name: string): Fact<number | null> => ({
  key: `counter ${name}`,
  command: sh`nft list counter inet ${ourTable} ${name}`,
  parse: ({ stdout }) => parseCounter(stdout),
});
/** Packets that reached the port, counted by our firewall; null where nothing counts. */
export const arrivals = counter('wireguard_packets');
/** Of these, those that ask for a handshake; null on a server of an earlier release. */
export const hellos = counter('wireguard_hellos');

export function parseCounter(stdout: string): number | null {
  const packets = /packets (\d+) bytes/.exec(stdout)?.[1];
  return packets === undefined ? null : Number(packets);
}
