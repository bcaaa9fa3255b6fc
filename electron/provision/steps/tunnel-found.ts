/**
 * What is found of the public door, here and at Cloudflare. The surprise: the account is asked from this PC, after the server has told the
 * tunnel's name, so all that is asked of the server is still one round trip. Where it was before is looked at as well, as long as it is not
 * tidied up there.
 */
import type { Account, AccountQuestion, FoundAccount } from '../../cloudflare/account';
import { FailureError } from '../../contract/failure';
import { hasPublicDoor, zoneOf, type Settings } from '../../contract/settings';
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
  /** Null when it was not looked at: by hand, without a set-up token, or where nothing of ours is. */
  readonly account: FoundAccount | null;
  /** What is where it was before (`formerly`); null when it was nowhere else. */
  readonly former: FoundAccount | null;
}

export const hostsOf = ({ hosts }: Settings): readonly string[] => [hosts.photos, hosts.share];
export const byHand = ({ settings }: Pick<Wanted, 'settings'>): boolean => settings.cloudflare.way === 'hand';

/** In that zone: what is wanted there, and what leads in there by our note. */
export function questionOf({ settings }: Wanted, tunnel: string, note: Former | TunnelNote | null): AccountQuestion {
  const zone = note?.zone ?? zoneOf(settings);
  const wants = hasPublicDoor(settings) && !byHand({ settings }) && zone === zoneOf(settings);
  return {
    zone,
    hosts: [...new Set([...hostsOf(settings), ...(note?.hosts ?? [])])],
    tunnel,
    settings: wants ? settingsAsked(settings) : [],
  };
}

/** Where it was before its names moved to another zone. */
export type Former = NonNullable<TunnelNote['former']>;
export function formerly(note: TunnelNote | null, zone: string): Former | null {
  if (!note) return null;
  const last = { zone: note.zone, tunnel: note.id, hosts: note.hosts };
  return [note.former, last].find((it) => it !== undefined && it.zone !== zone) ?? null;
}

const nothing: FoundAccount = { tunnel: null, records: [], settings: {} };

/** In a zone that left Cloudflare, or that a new token does not see, nothing of ours can be reached. */
export const lookBack = (at: Account, question: AccountQuestion): Promise<FoundAccount> =>
  at.look(question).catch((reason: unknown) => {
    if (reason instanceof FailureError && reason.failure.code === 'zone-not-found') return nothing;
    throw reason;
  });

/** Where nothing of ours is and nothing is wanted by token, Cloudflare is not asked. */
async function lookAtAccount(
  wanted: Wanted,
  name: string,
  note: TunnelNote | null,
): Promise<Pick<FoundTunnel, 'account' | 'former'>> {
  const { cloud: at, settings } = wanted;
  const opens = hasPublicDoor(settings) && !byHand(wanted);
  if (!at || !(opens || note)) return { account: null, former: null };
  const here = opens ? zoneOf(settings) : (note?.zone ?? zoneOf(settings));
  const before = formerly(note, here);
  // one after the other: the account knows one tunnel of a name at a time
  const former = before && (await lookBack(at, questionOf(wanted, name, before)));
  const question = questionOf(wanted, name, note?.zone === here ? note : null);
  return { account: await (opens ? at.look(question) : lookBack(at, question)), former };
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
  });
  const note = parseNote(found.noteFile.text);
  if (note) remembered.set(wanted, note);
  const name = note?.name ?? machineName;
  return { ...found, name, note, ...(await lookAtAccount(wanted, name, note)) };
}
