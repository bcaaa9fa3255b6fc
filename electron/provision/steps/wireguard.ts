/**
 * The way home for phones: the server's keys, made there and never leaving it, and wg0 with a peer for each phone. The surprise:
 * a restart of wg0 drops everybody for a moment, so phones come and go by `wg syncconf`, and only a new port, address or key restarts.
 * When it leaves, only the interface goes: keys, peers and the book of phones stay, so that coming back brings every phone back.
 */
import { failure } from '../../contract/failure';
import { say } from '../../contract/message';
import { readRange, type Range } from '../../contract/range';
import { failed, ok } from '../../contract/result';
import { hasDirectWay, kept } from '../../contract/settings';
import { serverAddress } from '../../wireguard/addresses';
import { withPeers, type Peer } from '../../wireguard/config';
import type { FileText } from '../engine/action';
import { folder, foreign, install, run, running, service, write } from '../engine/compare';
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
import { phonesPath, runFolder, secretFolder } from '../shell/prelude';
import { Sh, sh } from '../shell/sh';
import { isOn, isOurs, switchedOff } from './leaving';

const wg0 = 'wg-quick@wg0.service';

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
}

/** The VPN's network; settings were checked when they came in. */
export function vpnRange({ settings }: Pick<Wanted, 'settings'>): Range {
  const range = readRange(settings.vpn.network);
  if (!range) throw new TypeError(`no network: ${settings.vpn.network}`);
  return range;
}

export const peersOf = ({ phones }: PhoneBook): readonly Peer[] =>
  phones.map(({ name, publicKey, address }) => ({
    name,
    publicKey,
    address,
    presharedKey: kept(presharedPath(publicKey)),
  }));

export function wg0Text(wanted: Wanted, phones: PhoneBook): FileText {
  const range = vpnRange(wanted);
  const own = render(wanted.template('wireguard/wg0.conf'), {
    address: serverAddress(range),
    bits: range.bits,
    port: wanted.settings.vpn.port,
    private_key: kept(keyPath),
  });
  const content = withPeers(own, peersOf(phones));
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
      command: sh`[ ! -e "$entry/made" ] || rm -f ${keyPath} ${publicKeyPath} ${phonesPath} ${presharedFolder}/*.psk`,
    },
  },
);

/**
 * Puts back what stood before the line of phones, and below it keeps the phones of now: they may have come and gone since, and
 * whoever was removed must stay out.
 */
const putBackInterface = new Sh(`conf=${confPath}
if [ -e "$entry/before" ]; then
  umask 077
  [ "$(sha256sum < "$conf" | cut -d ' ' -f 1)" = "$(iah_noted "$conf")" ] || cp -a "$conf" "${secretFolder}/changed-$(date +%s)-wg0.conf"
  { sed '/^# ---- phones ----$/q' "$entry/before"; sed '1,/^# ---- phones ----$/d' "$conf"; } | iah_fill > "$conf.iah-new"
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
 * could not be read must never be taken for a file without phones.
 */
export const syncPeers = new Sh(`stripped=${runFolder}/wg0.stripped
mkdir -p ${runFolder}
( umask 077; wg-quick strip wg0 > "$stripped" ) && wg syncconf wg0 "$stripped" && rm -f "$stripped"`);

const samePeers = (found: FoundTunnel, { phones }: PhoneBook): boolean => {
  const there = found.peers.map((peer) => `${peer.publicKey} ${peer.allowed} ${peer.presharedKey}`).sort();
  const wanted = phones.map((phone) => `${phone.publicKey} ${phone.address}/32 true`).sort();
  return there.join('\n') === wanted.join('\n');
};

function sameInterface(wanted: Wanted, found: FoundTunnel, publicKey: string | null): boolean {
  const range = vpnRange(wanted);
  return (
    found.port === wanted.settings.vpn.port &&
    found.publicKey === publicKey &&
    found.addresses.join() === `${serverAddress(range)}/${range.bits}`
  );
}

function bringUp(wanted: Wanted, found: FoundWireguard): Change | false {
  const { tunnel: up } = found;
  const start = running(found.unit, wg0, false);
  if (start && (found.unit.state !== 'stale' || !found.unit.enabled)) return start;
  if (!up || !sameInterface(wanted, up, found.publicKey)) return service(wg0, 'restart');
  return !samePeers(up, found.phones) && run(say('update-peers', { count: found.phones.phones.length }), syncPeers);
}

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
    });
    return { ...found, phones: phones.book };
  },

  plan: (wanted, found) =>
    changes(
      install(found.packages, found.module ? ['wireguard-tools'] : ['wireguard-tools', 'wireguard-go']),
      folder(found.presharedFolder, { path: presharedFolder, mode: '0700' }),
      !found.publicKey && makeKeys,
      writeConf(found.conf, wg0Text(wanted, found.phones)),
      bringUp(wanted, found),
    ),

  async verify(wanted, reader) {
    const { port } = wanted.settings.vpn;
    const [up, publicKey, phones] = await Promise.all([
      reader.ask(tunnel),
      reader.ask(text('wireguard-public-key', sh`[ -s ${keyPath} ] && cat ${publicKeyPath}`)),
      reader.ask(phoneBook),
    ]);
    const checked = [
      { what: `wg0 on UDP ${port}`, fine: up !== null && sameInterface(wanted, up, publicKey) },
      { what: `${phones.book.phones.length} peers`, fine: up !== null && samePeers(up, phones.book) },
    ];
    if (checked.every(({ fine }) => fine))
      return ok([say('proof-wireguard', { port, peers: phones.book.phones.length })]);
    return failed(failure('service-not-running', { service: wg0 }, { checked }));
  },

  leaving: {
    plan: (_wanted, found) => (isOurs(found.conf) ? changes(switchedOff(found.unit, wg0)) : []),

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
