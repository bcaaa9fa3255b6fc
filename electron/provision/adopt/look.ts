/**
 * The look at a server that somebody set up by hand, told as what would be taken over, what makes way and what stands open. Two round
 * trips: whether the guests' host gives away more than albums is asked where its own tunnel asks, once that is known.
 */
import type { Adoption, OpenThing } from '../../contract/day-two';
import { readHostname } from '../../contract/hostname';
import { say, type Message } from '../../contract/message';
import { reader } from '../engine/read';
import {
  opensToGuests,
  otherDoors,
  otherImmich,
  otherTunnel,
  readableSecrets,
  type OtherImmich,
  type OtherTunnel,
} from '../facts/adopt';
import { answers } from '../facts/answers';
import type { FoundFile } from '../facts/common';
import { conf } from '../facts/wireguard';
import type { Remote } from '../remote';
import { immichServers, type ServerBlock } from './nginx-blocks';
import { readOther } from './read';
import { readOtherVpn } from './vpn';

/** Null where there is nothing of the kind. FailureError('adopt-unclear') where something of it would be lost. */
export async function lookForAdoption(remote: Remote): Promise<Adoption | null> {
  const server = reader(remote);
  const found = await answers({
    immich: server.ask(otherImmich),
    doors: server.ask(otherDoors),
    tunnel: server.ask(otherTunnel),
    conf: server.ask(conf),
    readable: server.ask(readableSecrets),
  });
  if (found.immich === null) return null;
  const there = readOther(found.immich);
  const servers = found.doors.flatMap((door) => (door.text === null ? [] : (immichServers(door.text) ?? [])));
  const hosts = hostsOf(servers, found.tunnel);
  const vpn = readOtherVpn(found.conf);
  const guestsAt = guestsDoor(hosts.share, servers, found.tunnel);
  const opens = hosts.share !== null && guestsAt !== null && (await server.ask(opensToGuests(hosts.share, guestsAt)));
  return {
    ...{ folder: there.folder, project: there.project, version: there.version, images: there.images },
    kind: servers.length > 0 || found.tunnel !== null || vpn !== null ? 'article' : 'compose',
    ...{ photos: there.photos, database: there.database, recognition: there.recognition },
    hosts: { ...hosts, vpn: null },
    vpn: vpn && { network: vpn.network, port: vpn.port, phones: vpn.phones.length },
    tunnel: found.tunnel?.id ?? null,
    open: [
      ...(opens ? [{ kind: 'share-host', what: `${hosts.share} → ${guestsAt}` } as const] : []),
      ...openPorts(found.immich),
      ...plainHttp(servers),
      ...(found.immich.config?.isInitialized === false
        ? [{ kind: 'sign-up', what: 'POST /api/auth/admin-sign-up' } as const]
        : []),
      ...found.readable.map((what) => ({ kind: 'token-readable', what }) as const),
    ],
    makesWay: [
      ...found.doors
        .filter(({ text }) => text !== null && (immichServers(text) ?? []).length > 0)
        .map(({ path }) => path),
      ...(found.tunnel ? ['cloudflared.service'] : []),
    ],
    keeps: keptThings(there.photos, there.database, there.folder, found.conf),
  };
}

const isName = (name: string): boolean => 'name' in readHostname(name);

/** The guests' host is the other one: without TLS of its own, or called so. */
function hostsOf(
  servers: readonly ServerBlock[],
  tunnel: OtherTunnel | null,
): { photos: string | null; share: string | null } {
  const names = [
    ...new Set([...servers.flatMap((server) => server.names), ...(tunnel?.ingress ?? []).map(({ host }) => host)]),
  ].filter(isName);
  const share =
    names.find((name) => /^(?:share|guest|public|link|album)|[.-]?share/.test(name)) ??
    (names.length > 1 ? (servers.find(({ tls }) => !tls)?.names.find(isName) ?? null) : null);
  return { photos: names.find((name) => name !== share) ?? null, share };
}

/** Where whoever comes for albums arrives. */
function guestsDoor(share: string | null, servers: readonly ServerBlock[], tunnel: OtherTunnel | null): string | null {
  if (share === null) return null;
  const named = tunnel?.ingress.find(({ host }) => host === share)?.to;
  if (named?.startsWith('http://')) return named.replace(/\/+$/, '');
  const port = servers
    .find(({ names }) => names.includes(share))
    ?.listens.map((listen) => /^(?:\S*:)?(\d+)(?:\s|$)/.exec(listen)?.[1])
    .find((found) => found !== undefined);
  return port === undefined ? null : `http://127.0.0.1:${port}`;
}

const loopback = /^(?:127\.|::1$|\[::1\]$)/;

function openPorts({ server, containers }: OtherImmich): readonly OpenThing[] {
  return containers.flatMap(({ name, ports }) =>
    Object.values(ports)
      .flat()
      .filter(({ HostIp }) => !loopback.test(HostIp))
      .map(({ HostIp, HostPort }) => ({
        kind: name === server.name ? ('immich-port' as const) : ('database-port' as const),
        what: `${HostIp === '' ? '0.0.0.0' : HostIp}:${HostPort}`,
      })),
  );
}

/** A listener that is not for this machine alone and has no TLS. */
const plainHttp = (servers: readonly ServerBlock[]): readonly OpenThing[] =>
  servers.flatMap(({ listens, names }) =>
    listens
      .filter((listen) => !/\bssl\b/.test(listen) && !loopback.test(listen) && !listen.startsWith('unix:'))
      .map((listen) => ({ kind: 'plain-http' as const, what: `http://${names[0] ?? ''} (listen ${listen})` })),
  );

const keptThings = (photos: string, database: string, folder: string, wg0: FoundFile): readonly Message[] => [
  say('left-folder', { path: photos }),
  say('left-folder', { path: database }),
  say('left-folder', { path: folder }),
  ...(wg0.exists && wg0.noted === null ? [say('left-file', { path: wg0.path })] : []),
];
