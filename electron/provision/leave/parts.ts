/**
 * How each part goes when everything goes: what it says itself about leaving first (doors, records, what the router was asked), then every
 * file of it that the manifest knows, with what stood there before us put back. The surprise is the order of things inside a part: what
 * tells that there is still something to do goes last, so that a removal that was cut off is simply begun again.
 */
import { say, type StepId } from '../../contract/message';
import { ok } from '../../contract/result';
import { certificateName } from '../facts/certificate';
import { file, text, unit, type FoundUnit } from '../facts/common';
import { composeFolder, composePath, composeStampPath, envPath } from '../facts/immich';
import { cloudflareSource } from '../facts/tunnel';
import { dockerSource } from '../facts/docker-repository';
import { ourTable } from '../facts/firewall';
import { defaultPagePath } from '../facts/nginx';
import { ufwRules } from '../facts/ufw';
import { run, service } from '../engine/compare';
import { step, type AnyStep, type Change, type Step, type Wanted } from '../engine/step';
import { stateFolder } from '../shell/prelude';
import { Sh, sh } from '../shell/sh';
import { dhcp } from '../steps/dhcp';
import { dns } from '../steps/dns';
import { endpoint } from '../steps/endpoint';
import { takeBack } from '../steps/firewall-ufw';
import { switchedOff } from '../steps/leaving';
import { mapping } from '../steps/mapping';
import { tunnel } from '../steps/tunnel';
import type { FoundTunnel } from '../steps/tunnel-found';
import { wireguard } from '../steps/wireguard';
import { changedByOthers, ownThings, unitOf, type OwnFile, type OwnThings, type StoodBefore } from './own-things';
import { brought, programs } from './programs';
import { ground, type Going } from './ground';

/** Doors first, what all others stand on last. */
export const order = [
  ...(['tunnel', 'backup', 'kit', 'links', 'former', 'mapping', 'endpoint', 'wireguard', 'dhcp', 'dns'] as const),
  ...(['nginx', 'firewall', 'certificate', 'immich', 'docker', 'base'] as const),
] satisfies readonly StepId[];

interface Part<Found> {
  readonly id: StepId;
  /** As it leaves a household that goes on. */
  readonly of?: Step<Found>;
  /** Before its files go. */
  first?(wanted: Wanted, found: Found, going: Going): readonly Change[];
  /** After them. `files`: whether any of them went. */
  then?(wanted: Wanted, found: Found, going: Going, files: boolean): readonly Change[];
  inspect?: Step<Found>['inspect'];
  verify?: NonNullable<Step<Found>['leaving']>['verify'];
}

function leaving<Found>(part: Part<Found>): AnyStep {
  const { id, of, first } = part;
  const inspect = part.inspect ?? of?.inspect.bind(of);
  const verify = part.verify ?? of?.leaving?.verify;
  return step<{ found: Found; going: Going }>({
    id,
    after: order.slice(order.indexOf(id) + 1),
    wantedBy: () => false,
    async inspect(server, wanted) {
      const [found, own, packages] = await Promise.all([
        inspect?.(server, wanted),
        ownThings(server),
        server.ask(brought),
      ]);
      return { found: found as Found, going: { own, brought: packages } };
    },
    plan: () => [],
    verify: () => Promise.resolve(ok([])),
    leaving: {
      plan(wanted, { found, going }) {
        const before = first ? first(wanted, found, going) : (of?.leaving?.plan(wanted, found) ?? []);
        const files = filesOf(id, going, before);
        return [...before, ...files, ...(part.then?.(wanted, found, going, files.length > 0) ?? [])];
      },
      verify: verify ?? (() => Promise.resolve(ok([]))),
    },
  });
}

/** Which a change does away with already. */
const goneBy = ({ action, summary }: Change): string | null =>
  action.kind === 'remove' ? action.path : summary.key === 'remove-file' ? summary.values.path : null;

/** All files of a part: their services off, then they themselves; what stood there before comes back. */
function filesOf(id: StepId, { own, brought: packages }: Going, before: readonly Change[]): readonly Change[] {
  const already = new Set(before.map(goneBy));
  const off = new Set(before.flatMap(({ action }) => (action.kind === 'service' ? [action.unit] : [])));
  const files = own.files.filter(
    ({ step: of, path, exists }) =>
      ownerOf(of) === id && exists && !already.has(path) && !path.startsWith(`${stateFolder}/`),
  );
  const units = files.flatMap(({ path }) => {
    const name = unitOf(path);
    const state = name === null ? undefined : own.units.get(name);
    return name === null || state === undefined || off.has(name) ? [] : ([[name, state]] as const);
  });
  return [
    // timers before what they start
    ...units
      .toSorted(([a], [b]) => Number(b.endsWith('.timer')) - Number(a.endsWith('.timer')))
      .map(([name, state]) => switchedOff(state, name))
      .filter((change) => change !== false),
    ...files.map((it) => goes(it, stoodAt(own, packages, it.path))),
    ...own.stoodBefore
      .filter(
        ({ path, back, entry }) =>
          !back &&
          ownerOf(stepOfEntry(own, entry)) === id &&
          !own.files.some((it) => it.path === path && it.exists) &&
          stoodAt(own, packages, path) !== null,
      )
      .map(putBack),
  ];
}

/** What earlier or later releases wrote for a part that is not known here belongs to the ground. */
const ownerOf = (id: string): StepId => order.find((one) => one === id) ?? 'base';
const stepOfEntry = ({ entries }: OwnThings, folder: string): string =>
  entries.find((entry) => entry.folder === folder)?.step ?? 'base';

/** The page that nginx brings with it was nobody's before nginx was there. */
function stoodAt(own: OwnThings, packages: Going['brought'], path: string): StoodBefore | null {
  if (path === defaultPagePath && packages.has('nginx-common')) return null;
  if (path.startsWith(`${stateFolder}/`)) return null;
  return own.stoodBefore.find((it) => it.path === path && !it.back) ?? null;
}

/** One with a secret in it is kept for an undo among the secrets, never in the journal. */
const goes = (it: OwnFile, stood: StoodBefore | null): Change =>
  stood
    ? { ...putBack(stood), replacesForeign: changedByOthers(it), accepts: it.path }
    : {
        summary: say('remove-file', { path: it.path }),
        action: { kind: 'remove', path: it.path, ...(it.mode === '0600' ? { secret: true } : {}) },
        undo: 'restore-previous',
        risk: 'none',
        replacesForeign: changedByOthers(it),
        accepts: it.path,
      };

const putBack = ({ path, entry: old }: StoodBefore): Change =>
  run(
    say('write-file', { path }),
    sh`iah_keep ${path}
( entry=${old}; iah_put_back ${path}; : > "$entry/put-back" )
iah_note ${path} ''`,
    { undo: { kind: 'run', command: sh`iah_put_back ${path}\nrm -f ${`${old}/put-back`}` } },
  );

/** A file that no manifest knows: as a command, lest its entry looked like something that stood there before us. */
const removeFile = (path: string): Change =>
  run(say('remove-file', { path }), sh`iah_keep ${path}\nrm -f -- ${path}`, {
    undo: { kind: 'run', command: sh`iah_put_back ${path}` },
  });

const keyring = (entries: OwnThings['entries'], key: 'add-docker-repository' | 'add-cloudflare-repository'): boolean =>
  entries.some(({ summary }) => summary.key === key);

/** Without an account at hand, or by hand, what is at Cloudflare stays there, and is said (see `left.ts`). */
const tunnelGoes = (wanted: Wanted, found: FoundTunnel): readonly Change[] =>
  tunnel.leaving?.plan(wanted, found.account ? found : { ...found, note: null }) ?? [];

interface FoundTunnelToGo {
  readonly tunnel: FoundTunnel;
  readonly key: boolean;
}

export const tunnelPart = leaving<FoundTunnelToGo>({
  id: 'tunnel',
  async inspect(server, wanted) {
    const [found, key] = await Promise.all([
      tunnel.inspect(server, wanted),
      server.ask(file(cloudflareSource.keyPath)),
    ]);
    return { tunnel: found, key: key.exists };
  },
  first: (wanted, found) => tunnelGoes(wanted, found.tunnel),
  then: (_wanted, { key }, { own }) =>
    key && keyring(own.entries, 'add-cloudflare-repository') ? [removeFile(cloudflareSource.keyPath)] : [],
  verify: (wanted, server) =>
    wanted.cloud && wanted.settings.cloudflare.way === 'token' && tunnel.leaving
      ? tunnel.leaving.verify(wanted, server)
      : Promise.resolve(ok([])),
});

/** Somebody's dnsmasq of before us goes on. */
const dnsPart = leaving({
  id: 'dns',
  of: dns,
  first: (wanted, found, { brought: packages }) =>
    dns.leaving?.plan(wanted, packages.has('dnsmasq') ? found : { ...found, others: found.others ?? '(before us)' }) ??
    [],
});

const nginxUnit = 'nginx.service';
interface FoundNginxToGo {
  readonly unit: FoundUnit;
  /** Its package goes as well. */
  readonly goes: boolean;
}

const nginxPart = leaving<FoundNginxToGo>({
  id: 'nginx',
  async inspect(server) {
    const [found, { going }] = await Promise.all([server.ask(unit(nginxUnit)), server.ask(programs)]);
    return { unit: found, goes: going.includes('nginx-common') };
  },
  then(_wanted, { unit: { state }, goes: packageToo }, _going, files) {
    if (state !== 'running' && state !== 'stale') return [];
    if (packageToo) return [service(nginxUnit, 'stop', { kind: 'service', unit: nginxUnit, verb: 'start' })];
    return files ? [service(nginxUnit, 'reload')] : [];
  },
});

interface FoundFirewallToGo {
  readonly ufw: readonly string[];
  readonly table: boolean;
  readonly pastDocker: boolean;
}

const firewallPart = leaving<FoundFirewallToGo>({
  id: 'firewall',
  async inspect(server) {
    const [ufw, table, past] = await Promise.all([
      server.ask(ufwRules),
      server.ask(text('leave-table', sh`nft list table inet ${ourTable} > /dev/null && echo there`)),
      server.ask(text('leave-past-docker', new Sh('iptables -w -S DOCKER-USER | grep -e " wg0 "'))),
    ]);
    return {
      ufw: ufw.filter(({ ours }) => ours).map(({ rule }) => rule),
      table: table !== null,
      pastDocker: past !== null,
    };
  },
  first: (_wanted, { ufw }) => ufw.map(takeBack),
  then: (_wanted, { table, pastDocker: past }, _going, files) =>
    // the service takes the table along when it stops; one that is left over has no service any more
    (table && !files) || past
      ? [
          run(
            say('disable-service', { service: `inet ${ourTable}` }),
            sh`! nft list table inet ${ourTable} > /dev/null 2>&1 || nft delete table inet ${ourTable}
for tables in iptables ip6tables; do for direction in -i -o; do
  while $tables -w -D DOCKER-USER $direction wg0 -j ACCEPT 2> /dev/null; do :; done
done; done`,
          ),
        ]
      : [],
});

const lineage = `/etc/letsencrypt/renewal/${certificateName}.conf`;
const certificatePart = leaving<boolean>({
  id: 'certificate',
  inspect: async (server) =>
    (await server.ask(text('leave-lineage', sh`ls -d ${lineage} ${`/etc/letsencrypt/live/${certificateName}`}`))) !==
      null || (await server.ask(file(lineage))).exists,
  first: (_wanted, there) =>
    there
      ? [
          run(
            say('remove-folder', { path: `/etc/letsencrypt/live/${certificateName}` }),
            sh`certbot delete --non-interactive --cert-name ${certificateName} > /dev/null 2>&1 || :
rm -rf ${`/etc/letsencrypt/live/${certificateName}`} ${`/etc/letsencrypt/archive/${certificateName}`} ${lineage}`,
          ),
        ]
      : [],
});

const project = 'label=com.docker.compose.project=immich-at-home';
const immichPart = leaving<boolean>({
  id: 'immich',
  inspect: async (server) =>
    (await server.ask(
      text('leave-containers', sh`systemctl is-active --quiet docker && docker ps -aq --filter ${project} | grep .`),
    )) !== null,
  first: (_wanted, there) =>
    there
      ? [
          run(
            say('disable-service', { service: 'Immich' }),
            // by its files in good order; what is left after that (its files were lost) by its mark
            sh`{ [ -e ${composePath} ] && [ -e ${envPath} ]; } && docker compose --project-directory ${composeFolder} down --volumes --remove-orphans --timeout 60 || :
left=$(docker ps -aq --filter ${project}); [ -z "$left" ] || docker rm --force --volumes $left
left=$(docker volume ls -q --filter ${project}); [ -z "$left" ] || docker volume rm --force $left
left=$(docker network ls -q --filter ${project}); [ -z "$left" ] || docker network rm $left
rm -f ${composeStampPath}`,
            {
              job: 'plain',
              minutes: 10,
              undo: {
                kind: 'run',
                command: sh`! { [ -e ${composePath} ] && [ -e ${envPath} ]; } || docker compose --project-directory ${composeFolder} up --detach --remove-orphans`,
              },
            },
          ),
        ]
      : [],
});

interface FoundDockerToGo {
  /** Images that we fetched and that are still there. */
  readonly images: readonly string[];
  readonly key: boolean;
}

const dockerPart = leaving<FoundDockerToGo>({
  id: 'docker',
  async inspect(server) {
    const [images, key] = await Promise.all([
      server.ask(
        text(
          'leave-images',
          new Sh(`systemctl is-active --quiet docker || exit 1
docker image inspect --format '{{.Id}}' $(sed -n 's/.*"key":"fetch-image","values":{"image":"\\([^"]*\\)".*/\\1/p' /var/lib/immich-at-home/journal/*/[0-9]*/entry.json 2>/dev/null | sort -u) | sort -u; :`),
        ),
      ),
      server.ask(file(dockerSource.keyPath)),
    ]);
    return { images: (images ?? '').split('\n').filter(Boolean), key: key.exists };
  },
  first: (_wanted, { images }) =>
    images.length > 0
      ? [
          run(
            say('remove-images', { count: images.length }),
            // one that somebody else's container uses stays
            sh`for image in ${images}; do docker image rm --force "$image" > /dev/null 2>&1 || [ -n "$(docker ps -aq --filter ancestor="$image")" ]; done`,
            { job: 'plain', minutes: 10 },
          ),
        ]
      : [],
  then: (_wanted, { key }, { own }) =>
    key && keyring(own.entries, 'add-docker-repository') ? [removeFile(dockerSource.keyPath)] : [],
});

const filesOnly = (id: StepId): AnyStep => leaving<undefined>({ id });

/** Everything, in the order in which it goes. */
export const removal: readonly AnyStep[] = [
  tunnelPart,
  filesOnly('backup'),
  filesOnly('kit'),
  filesOnly('links'),
  filesOnly('former'),
  leaving({ id: 'mapping', of: mapping }),
  leaving({ id: 'endpoint', of: endpoint }),
  leaving({ id: 'wireguard', of: wireguard }),
  leaving({ id: 'dhcp', of: dhcp }),
  dnsPart,
  nginxPart,
  firewallPart,
  certificatePart,
  immichPart,
  dockerPart,
  leaving(ground),
];
