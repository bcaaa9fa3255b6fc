/**
 * What is found of the public door, here and at Cloudflare. The surprise: the account is asked from this PC, after the server has told the
 * tunnel's name, so all that is asked of the server is still one round trip.
 */
import type { AccountQuestion, FoundAccount } from '../../cloudflare/account';
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
  type TunnelNote,
} from '../facts/tunnel';
import { settingsAsked } from './zone-settings';

export const unitName = 'immich-at-home-tunnel.service';

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
  /** The zone that the names were in before they moved to another; null when they did not. */
  readonly former: FoundAccount | null;
}

export const hostsOf = ({ hosts }: Settings): readonly string[] => [hosts.photos, hosts.share];
export const byHand = ({ settings }: Pick<Wanted, 'settings'>): boolean => settings.cloudflare.way === 'hand';

export const questionOf = ({ settings }: Wanted, tunnel: string, zone = zoneOf(settings)): AccountQuestion => ({
  zone,
  hosts: hostsOf(settings),
  tunnel,
  settings: hasPublicDoor(settings) && !byHand({ settings }) ? settingsAsked(settings) : [],
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
  const before = note?.zone ?? zoneOf(settings);
  if (!opens || before === zoneOf(settings))
    return { account: await at.look(questionOf(wanted, name, before)), former: null };
  const former = await at.look({ ...questionOf(wanted, name, before), settings: [] });
  return { account: await at.look(questionOf(wanted, name)), former };
}

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
  const name = note?.name ?? machineName;
  return { ...found, name, note, ...(await lookAtAccount(wanted, name, note)) };
}
