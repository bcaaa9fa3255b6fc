/**
 * What is found of the public door, here and at Cloudflare. The surprise: the account is asked from this PC, after the server has told the
 * tunnel's name, so all that is asked of the server is still one round trip. Names may be in several zones, those of before in another
 * than today's: each zone is looked at once, also one where only our note says that something of ours may be.
 */
import type { Account, AccountQuestion, FoundAccount } from '../../cloudflare/account';
import { FailureError } from '../../contract/failure';
import { registrableDomain } from '../../contract/hostname';
import { zoneOf, type Settings } from '../../contract/settings';
import { formerly, hasPublicDoor } from '../../contract/ways';
import { theirTunnel } from '../adopt/doors';
import type { Wanted } from '../engine/step';
import { answers } from '../facts/answers';
import type { FoundRepository } from '../facts/apt-repository';
import { file, packages, secretFile, unit, type FoundFile, type FoundUnit } from '../facts/common';
import type { Reader } from '../facts/fact';
import { machine } from '../facts/preflight-system';
import {
  cloudflareRepository,
  cloudflareSource,
  parseNote,
  tokenTunnel,
  tunnelConnections,
  tunnelName,
  tunnelPaths,
  unitName,
  type TunnelNote,
} from '../facts/tunnel';
import { settingsAsked } from './zone-settings';

export interface FoundTunnel {
  readonly name: string;
  readonly noteFile: FoundFile;
  readonly note: TunnelNote | null;
  readonly architecture: string;
  readonly packages: ReadonlyMap<string, string>;
  readonly repository: FoundRepository;
  readonly source: FoundFile;
  readonly service: FoundFile;
  readonly unit: FoundUnit;
  readonly token: FoundFile;
  /** The tunnel whose token it is. */
  readonly tokenFor: string | null;
  readonly connections: number | null;
  /** cloudflared as somebody set it up whose Immich is taken over. */
  readonly theirs: FoundUnit;
  /** Null when it was not looked at: by hand, without a set-up token, or where nothing of ours is. */
  readonly account: FoundAccount | null;
  /** The other zones in which names lead here: wanted ones of before, and those of the note. */
  readonly others: readonly FoundZone[];
}

export interface FoundZone {
  readonly zone: string;
  readonly account: FoundAccount;
}

/** Every name that is to lead in: today's, then those of before. */
export const hostsOf = (settings: Pick<Settings, 'hosts' | 'former'>): readonly string[] => [
  ...new Set([
    settings.hosts.photos,
    settings.hosts.share,
    ...formerly(settings, 'photos'),
    ...formerly(settings, 'share'),
  ]),
];
export const zoneOfHost = (host: string): string => registrableDomain(host) ?? host;
export const byHand = ({ settings }: Pick<Wanted, 'settings'>): boolean => settings.cloudflare.way === 'hand';

/** In one zone: what is wanted there, and what leads in there by our note. */
export function questionOf(
  { settings }: Wanted,
  tunnel: string,
  note: TunnelNote | null,
  zone: string,
): AccountQuestion {
  const wants = hasPublicDoor(settings) && !byHand({ settings }) && zone === zoneOf(settings);
  const hosts = new Set([...hostsOf(settings), ...(note?.hosts ?? []), ...(note?.former?.hosts ?? [])]);
  return {
    zone,
    hosts: [...hosts].filter((host) => zoneOfHost(host) === zone),
    tunnel,
    settings: wants ? settingsAsked(settings) : [],
  };
}

/** Where its tunnel was before its names moved to another zone. */
export type Former = NonNullable<TunnelNote['former']>;
export function tunnelBefore(note: TunnelNote | null, zone: string): Former | null {
  if (!note) return null;
  const last = { zone: note.zone, tunnel: note.id, hosts: note.hosts };
  return [note.former, last].find((it) => it !== undefined && it.zone !== zone) ?? null;
}

/** Every zone in which something of ours may be by the note. */
export const notedZones = (note: TunnelNote | null): readonly string[] =>
  note === null
    ? []
    : [
        ...new Set([
          note.zone,
          ...note.hosts.map(zoneOfHost),
          ...(note.zones ?? []),
          ...(note.former ? [note.former.zone, ...note.former.hosts.map(zoneOfHost)] : []),
        ]),
      ];

/** As a zone looks that nobody sees. */
export const unseen: FoundAccount = { owner: '', tunnel: null, records: [], settings: {} };

/** In a zone that left Cloudflare, or that a new token does not see, nothing of ours can be reached. */
export const lookBack = (at: Account, question: AccountQuestion): Promise<FoundAccount> =>
  at.look(question).catch((reason: unknown) => {
    if (reason instanceof FailureError && reason.failure.code === 'zone-not-found') return unseen;
    throw reason;
  });

/** Where nothing of ours is and nothing is wanted by token, Cloudflare is not asked. */
async function lookAtAccount(
  wanted: Wanted,
  name: string,
  note: TunnelNote | null,
): Promise<Pick<FoundTunnel, 'account' | 'others'>> {
  const { cloud: at, settings } = wanted;
  const opens = hasPublicDoor(settings) && !byHand(wanted);
  if (!at || !(opens || note)) return { account: null, others: [] };
  const here = opens ? zoneOf(settings) : (note?.zone ?? zoneOf(settings));
  const wantedZones = opens ? hostsOf(settings).map(zoneOfHost) : [];
  const zones = new Set([...wantedZones, ...notedZones(note)].filter((zone) => zone !== here));
  const ask = (zone: string): AccountQuestion => questionOf(wanted, name, note, zone);
  const [account, ...others] = await Promise.all([
    opens ? at.look(ask(here)) : lookBack(at, ask(here)),
    ...[...zones].map(async (zone) => ({ zone, account: await lookBack(at, ask(zone)) })),
  ]);
  return { account, others };
}

/** What the note said before it went with the rest: a proof that the door is closed has to know which. */
const remembered = new WeakMap<Wanted, TunnelNote>();
export const notedBefore = (wanted: Wanted): TunnelNote | null => remembered.get(wanted) ?? null;

export async function inspect(reader: Reader, wanted: Wanted): Promise<FoundTunnel> {
  const { machineName, ...found } = await answers({
    machineName: reader.ask(tunnelName),
    noteFile: reader.ask(file(tunnelPaths.note)),
    architecture: reader.ask(machine).then(({ architecture }) => architecture),
    packages: reader.ask(packages('cloudflared', 'gpg')),
    repository: reader.ask(cloudflareRepository),
    source: reader.ask(file(cloudflareSource.sourcePath)),
    service: reader.ask(file(tunnelPaths.service)),
    unit: reader.ask(unit(unitName, [tunnelPaths.service, tunnelPaths.token])),
    token: reader.ask(secretFile(tunnelPaths.token)),
    tokenFor: reader.ask(tokenTunnel),
    connections: reader.ask(tunnelConnections),
    theirs: theirTunnel(reader, wanted.settings),
  });
  const note = parseNote(found.noteFile.text);
  if (note) remembered.set(wanted, note);
  const name = note?.name ?? machineName;
  return { ...found, name, note, ...(await lookAtAccount(wanted, name, note)) };
}
