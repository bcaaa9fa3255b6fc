/**
 * The first look at a server: facts in one round trip, and what they mean. Nothing is changed. The surprise: on a second visit our own
 * nginx, dnsmasq and Immich hold the ports, and that is as it should be; and a port may be held at an address that is in nobody's
 * way (systemd-resolved at 127.0.0.53, libvirt's dnsmasq on its own bridge).
 */
import type { Finding, FindingId, PhotoPlace, PortHolder, ServerFacts } from '../contract/check';
import type { FailureCode } from '../contract/failure';
import { isPrivate } from '../contract/range';
import type { Access } from '../contract/fields';
import { hasDirectWay } from '../contract/ways';
import { reader } from './engine/read';
import { docker, immich } from './facts/docker';
import type { Reader } from './facts/fact';
import { firewall } from './facts/firewall';
import { lan, listeners } from './facts/preflight-network';
import { places } from './facts/preflight-places';
import { software } from './facts/preflight-software';
import { aptHolder, clock, machine, system } from './facts/preflight-system';
import type { Remote } from './remote';

const needed: readonly number[] = [53, 80, 443, 2283, 8283, 51820];

export async function readFacts(server: Remote | Reader): Promise<ServerFacts> {
  const from = 'ask' in server ? server : reader(server);
  const before = Date.now();
  const [
    found,
    machineFound,
    time,
    holder,
    listening,
    placesFound,
    dockerFound,
    immichFound,
    programs,
    guard,
    network,
  ] = await Promise.all([
    from.ask(system),
    from.ask(machine),
    from.ask(clock),
    from.ask(aptHolder),
    from.ask(listeners),
    from.ask(places),
    from.ask(docker),
    from.ask(immich),
    from.ask(software),
    from.ask(firewall),
    from.ask(lan),
  ]);
  return {
    ...machineFound,
    ...programs,
    system: found,
    places: placesFound,
    clock: { synchronised: time.synchronised, offsetSeconds: offset(time.seconds, before, Date.now()) },
    timeZone: time.timeZone,
    aptHolder: holder,
    ports: listening.filter(({ port }) => needed.includes(port)),
    docker: dockerFound,
    immich: immichFound,
    firewall: guard.kind,
    lan: network,
  };
}

/** The server said its time somewhere between our question and its answer; within that, nothing is off. */
export function offset(serverSeconds: number, beforeMs: number, afterMs: number): number {
  const [before, after] = [Math.floor(beforeMs / 1000), Math.ceil(afterMs / 1000)];
  if (serverSeconds < before) return serverSeconds - before;
  return serverSeconds > after ? serverSeconds - after : 0;
}

/** What the person said yes or no to already. */
export interface Chosen {
  readonly recognition?: boolean;
  readonly switchOffApache?: boolean;
  /** Which ways lead in; all of them when nobody has chosen. */
  readonly access?: Access;
  /** The folder of somebody's own Immich that is to be taken over: what that set-up holds is in nobody's way. */
  readonly adopts?: string | null;
}

/** Ports of the direct way; with the public door alone they are nobody's concern. */
const ofDirectWay: readonly number[] = [53, 443, 51820];
const concerns = (port: number, { access = 'both' }: Chosen): boolean =>
  hasDirectWay({ access }) || !ofDirectWay.includes(port);

export const clear = (findings: readonly Finding[]): boolean => findings.every(({ level }) => level !== 'stop');

/** What stops us, what is good to know and what is fine, in the order in which it is worth reading. */
export function judge(facts: ServerFacts, chosen: Chosen = {}): readonly Finding[] {
  return [
    judgeSystem(facts),
    judgeArchitecture(facts),
    judgeSystemd(facts),
    { ...fine('administrator', {}) },
    judgeProcessor(facts, chosen),
    judgeCores(facts),
    judgeMemory(facts, chosen),
    judgeSpace(facts),
    judgeClock(facts),
    judgeApt(facts),
    judgeDocker(facts),
    judgeImmich(facts, chosen),
    ...needed.filter((port) => concerns(port, chosen)).map((port) => judgePort(facts, chosen, port)),
    concerns(51820, chosen) ? fine('wireguard', { where: facts.wireguard.module ? 'kernel' : 'program' }) : null,
    judgeFirewall(facts),
    judgeLan(facts, chosen),
  ].flatMap((finding) => finding ?? []);
}

type Values = Finding['values'];
const fine = (id: FindingId, values: Values): Finding => ({ id, level: 'fine', values, code: null, remedy: null });
const warn = (
  id: FindingId,
  values: Values,
  code: FailureCode | null = null,
  remedy: Finding['remedy'] = null,
): Finding => ({
  ...{ id, level: 'warn', values, code, remedy },
});
const stop = (id: FindingId, values: Values, code: FailureCode | null, remedy: Finding['remedy'] = null): Finding => ({
  ...{ id, level: 'stop', values, code, remedy },
});

/** The oldest release of each system that this set-up was made for. Ubuntu 22.04's nginx cannot refuse a name in TLS yet. */
const oldest: Readonly<Record<string, number>> = { debian: 12, raspbian: 12, ubuntu: 24.04 };

function judgeSystem({ system: { id, version, name } }: ServerFacts): Finding {
  const values = { system: name || id || '?' };
  const since = oldest[id];
  if (since === undefined) return stop('system', values, 'system-unsupported');
  if (version === '') return warn('system', values); // Debian's testing has no number
  return Number(version) >= since ? fine('system', values) : stop('system', values, 'system-unsupported');
}

function judgeArchitecture({ architecture, wordSize }: ServerFacts): Finding {
  const values = { architecture, bits: wordSize };
  const good = wordSize === 64 && (architecture === 'amd64' || architecture === 'arm64');
  return good ? fine('architecture', values) : stop('architecture', values, 'architecture-unsupported');
}

const judgeSystemd = ({ systemd }: ServerFacts): Finding =>
  systemd ? fine('systemd', {}) : stop('systemd', {}, 'no-systemd');

/** Recognition needs x86-64-v2; everything else runs on any 64-bit processor. */
function judgeProcessor({ processorLevel, architecture }: ServerFacts, { recognition = true }: Chosen): Finding {
  const values = { level: processorLevel === null ? architecture : `x86-64-v${processorLevel}` };
  return processorLevel === 1 && recognition
    ? warn('processor', values, 'processor-too-old', 'recognition-off')
    : fine('processor', values);
}

const judgeCores = ({ cores }: ServerFacts): Finding =>
  cores < 2 ? warn('cores', { cores }) : fine('cores', { cores });

const gibibyte = 2 ** 30;
/** A machine sold with 6 GB shows a little less: the kernel and the graphics take theirs first. */
const enoughForRecognition = 5.4 * gibibyte;
const enough = 3.5 * gibibyte;

function judgeMemory({ memoryBytes }: ServerFacts, { recognition = true }: Chosen): Finding {
  const values = { bytes: memoryBytes };
  if (recognition && memoryBytes < enoughForRecognition) return warn('memory', values, null, 'recognition-off');
  return memoryBytes < enough ? warn('memory', values) : fine('memory', values);
}

const gigabyte = 1e9;

function judgeSpace({ places: found }: ServerFacts): Finding {
  const fit = found.filter(({ unfit }) => unfit === null);
  const best = [...(fit.length > 0 ? fit : found)].sort((a, b) => b.freeBytes - a.freeBytes)[0];
  const values = spaceOf(best);
  if (fit.length === 0)
    return stop('space', values, best?.unfit === 'filesystem' ? 'filesystem-unsuitable' : 'disk-full');
  return (best?.freeBytes ?? 0) < 20 * gigabyte ? warn('space', values) : fine('space', values);
}

const spaceOf = (place: PhotoPlace | undefined): Values => ({
  bytes: place?.freeBytes ?? 0,
  folder: place?.folder ?? '',
  filesystem: place?.filesystem ?? '',
});

function judgeClock({ clock: { offsetSeconds, synchronised } }: ServerFacts): Finding {
  const values = { offsetSeconds, synchronised: synchronised ? 'yes' : 'no' };
  const off = Math.abs(offsetSeconds);
  if (off > 300) return stop('clock', values, 'clock-wrong');
  return off > 30 ? warn('clock', values) : fine('clock', values);
}

const judgeApt = ({ aptHolder: holder }: ServerFacts): Finding =>
  holder === null ? fine('apt', { holder: '' }) : warn('apt', { holder }, 'apt-locked');

function judgeDocker({ docker: found }: ServerFacts): Finding | null {
  if (!found) return null;
  const values = { version: found.version, compose: found.compose ?? '' };
  return found.snap ? stop('docker', values, 'docker-is-snap') : fine('docker', values);
}

function judgeImmich({ immich: found }: ServerFacts, { adopts = null }: Chosen): Finding | null {
  if (!found) return null;
  const values = { version: found.version ?? '', folder: found.folder ?? '' };
  return found.ours || (adopts !== null && found.folder === adopts)
    ? fine('immich', values)
    : stop('immich', values, 'immich-already-claimed');
}

/** Who of ours may hold a port on a second visit. */
const ourProgram: Readonly<Record<number, RegExp>> = {
  53: /^dnsmasq$/,
  80: /^nginx$/,
  443: /^nginx$/,
  2283: /^docker-proxy$/,
  8283: /^nginx$/,
  51820: /^(?:WireGuard|wireguard.*)$/,
};

function judgePort(facts: ServerFacts, { switchOffApache = false, adopts = null }: Chosen, port: number): Finding {
  const id = `port-${port}` as FindingId;
  const goesOver = adopts !== null && facts.immich?.folder === adopts;
  const isOurs = ({ program }: PortHolder): boolean =>
    (facts.ours || goesOver) && (ourProgram[port]?.test(program) ?? false);
  const holder = facts.ports.find((held) => held.port === port && inTheWay(held, facts) && !isOurs(held));
  if (!holder) return fine(id, { port, holder: '', address: '' });
  const values = { port, holder: holder.program, address: holder.address };
  if (port === 80) return warn(id, values);
  if (holder.program === 'apache2' && port === 443) {
    return switchOffApache
      ? warn(id, values, null, 'switch-off-apache')
      : stop(id, values, 'port-taken', 'switch-off-apache');
  }
  // another site in the same nginx: ours is added beside it, and `nginx -t` has the last word
  if (holder.program === 'nginx' && port === 443) return warn(id, values);
  return stop(id, values, 'port-taken');
}

function inTheWay({ port, protocol, address }: PortHolder, facts: ServerFacts): boolean {
  if ((protocol === 'udp') !== (port === 51820) && port !== 53) return false;
  if (address === '0.0.0.0' || address === '::') return true;
  if (address.includes(':')) return false;
  if (port === 53) return address === facts.lan?.address;
  if (port === 2283 || port === 8283) return address === '127.0.0.1';
  return true;
}

function judgeFirewall({ firewall: kind }: ServerFacts): Finding {
  return kind === 'nftables' || kind === 'iptables' || kind === 'firewalld'
    ? warn('firewall', { kind })
    : fine('firewall', { kind });
}

/** A leased address matters to those who are led to it: with the public door alone, nobody is. */
function judgeLan({ lan: found }: ServerFacts, { access = 'both' }: Chosen): Finding {
  const values = {
    address: found?.address ?? '',
    network: found?.network ?? '',
    router: found?.router ?? '',
    interface: found?.interface ?? '',
  };
  if (!found || !isPrivate(found.address)) return stop('lan', values, null);
  return found.byDhcp === true && hasDirectWay({ access }) ? warn('lan', values) : fine('lan', values);
}
