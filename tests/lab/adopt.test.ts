// Servers of somebody's making are taken over: with Immich's own compose file alone, and back; then along the article, with its open share
// host, its published port, its tunnel and its phones. One server for both: the second begins where the undo of the first has ended.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Adoption } from '../../electron/contract/day-two';
import type { ApplyEvent } from '../../electron/contract/progress';
import { readSettings } from '../../electron/contract/settings';
import { lookForAdoption, readPins, type Wanted } from '../../electron/provision/engine';
import { apply, undo } from '../../electron/provision/engine/apply';
import { prepare } from '../../electron/provision/engine/plan';
import { step } from '../../electron/provision/engine/step';
import { base } from '../../electron/provision/steps/base';
import { docker } from '../../electron/provision/steps/docker';
import { immich } from '../../electron/provision/steps/immich';
import { root } from '../../scripts/build/bundles';
import {
  alongArticle,
  answers,
  composeAlone,
  theirDatabase,
  theirFolder,
  theirPassword,
  theirPhotos,
  type TheirPhone,
} from './article.ts';
import { builtCommandLine, commandLine, wishes } from './command-line.ts';
import { logIn, onServer, type SharedAlbum } from './family-album.ts';
import { pinsFile } from './internet/index.ts';
import { cannotRunHere, phone, portForward, reset, serverExec } from './lab.ts';
import { until } from './processes.ts';
import { doors, photos, share, shell, stranger } from './public-door.ts';
import { directRemote } from './remote.ts';
import { labIsUp } from '../support/lab-up';

/** What the window would fill in from the look. */
const takenOver = (found: Adoption): object => ({
  photos: { folder: found.photos },
  database: { folder: found.database },
  adopts: found.folder,
  immich: { version: found.version, images: found.images },
  ...(found.vpn ? { vpn: { network: found.vpn.network, port: found.vpn.port } } : {}),
});

const theirContainers = async (): Promise<string> =>
  shell(`docker ps --format '{{.Label "com.docker.compose.project"}} {{.Names}}' | sort`);
const openTo = async (port: number): Promise<string> =>
  shell(`ss -H -ltn 'sport = :${port}' | awk '{ print $4 }' | sort -u`);

/** Every photo is the very file it was, by the account that was there. */
async function photosOf(album: SharedAlbum): Promise<readonly string[]> {
  const token = await logIn(onServer);
  return Promise.all(
    album.files.map(async ({ id }) =>
      shell(
        `curl -s -H 'Authorization: Bearer ${token}' http://127.0.0.1:2283/api/assets/${id}/original | sha256sum | cut -d ' ' -f 1`,
      ),
    ),
  );
}

describe.skipIf(cannotRunHere() !== undefined)('a server that somebody set up', () => {
  let album: SharedAlbum;
  const sums = (): readonly string[] => album.files.map(({ sha256 }) => sha256);
  beforeAll(async () => {
    await builtCommandLine();
    await labIsUp();
    await reset();
    album = await composeAlone();
  });

  describe('with Immich’s own compose file alone', () => {
    const steps = [step(base), step(docker), step(immich)];
    const remote = directRemote();
    let wanted: Wanted;

    it('is recognised, with what stands open', async () => {
      const found = await lookForAdoption(remote);
      expect(found).toMatchObject({
        ...{ folder: theirFolder, project: 'immich', kind: 'compose', photos: theirPhotos, database: theirDatabase },
        open: [{ kind: 'immich-port', what: '0.0.0.0:2283' }],
        makesWay: [],
      });
      if (!found) return;
      const read = readSettings({ ...wishes, ...takenOver(found) });
      if (!('settings' in read)) throw new Error(JSON.stringify(read.issues));
      wanted = {
        settings: read.settings,
        ...{ secrets: {}, cloud: null, switchOffApache: false },
        pins: readPins(readFileSync(pinsFile, 'utf8')),
        template: (name) => readFileSync(join(root, 'resources/server', name), 'utf8'),
      };
    });

    it('goes over with its account and its photos, behind the door, and nothing is left to do', async () => {
      const events: ApplyEvent[] = [];
      const { plan } = await prepare(remote, steps, wanted);
      for await (const event of apply(remote, steps, wanted, { planId: plan.id })) events.push(event);
      expect(events.at(-1)).toMatchObject({ kind: 'finished' });
      expect(await theirContainers()).not.toMatch(/^immich /m);
      expect(await openTo(2283)).toBe('127.0.0.1:2283');
      expect(await photosOf(album)).toEqual(sums());
      expect((await prepare(remote, steps, wanted)).plan.parts).toEqual([]);
      // the password was copied on the server and never seen here
      expect(await shell('cat /var/lib/immich-at-home/secrets/database-password')).toBe(theirPassword);
      expect(
        JSON.stringify([events, plan, await shell('cat /var/lib/immich-at-home/journal/*/*/entry.json')]),
      ).not.toContain(theirPassword);
    });

    it('comes back by an undo, as it was', async () => {
      const last: ApplyEvent[] = [];
      for await (const event of undo(remote, wanted)) last.push(event);
      expect(last.at(-1)).toMatchObject({ kind: 'undone' });
      await until('the Immich that was there before', answers, 60_000);
      expect(await theirContainers()).toMatch(/^immich immich_server$/m);
      expect(await openTo(2283)).toContain('0.0.0.0:2283');
      expect(await photosOf(album)).toEqual(sums());
      expect(await shell('ls -d /opt/immich-at-home /var/lib/immich-at-home/secrets/database-password')).toBe('');
    });
  });

  describe('along the article', () => {
    let phones: readonly TheirPhone[];
    let found: Adoption;
    beforeAll(async () => {
      phones = await alongArticle();
      await portForward(true);
    });

    it('is named as what it is: the guests’ host gives away everything, ports stand open', async () => {
      expect(await stranger(share, '/api/server/version')).toMatch(/^200 /);
      const { lines } = await commandLine(['adopt'], { settings: false });
      const said = lines.at(-1) as { adoption: Adoption; roundTrips: number };
      found = said.adoption;
      expect(found).toMatchObject({
        kind: 'article',
        hosts: { photos, share },
        vpn: { network: '10.6.0.0/23', port: 51820, phones: 2 },
        makesWay: ['/etc/nginx/nginx.conf', 'cloudflared.service'],
      });
      expect(found.tunnel).toMatch(/^[0-9a-f-]{36}$/);
      expect(found.open.map(({ kind }) => kind)).toEqual(['share-host', 'immich-port', 'plain-http']);
      expect(found.open[0]?.what).toContain(share);
      // connecting, then: what there is, and whether the guests' host opens
      expect(said.roundTrips).toBeLessThanOrEqual(3);
    });

    it('asks before anything of theirs makes way', async () => {
      const said = await commandLine(['apply'], { wishes: { access: 'both', ...takenOver(found) } });
      expect(said.failure?.code).toBe('record-in-the-way');
      expect(await theirContainers()).toMatch(/^immich immich_server$/m);
    });

    it('becomes a home whose doors are shut to guests, with all photos and every phone', async () => {
      const accept = [
        ...found.makesWay,
        ...doors.map((host) => `dns:${host}`),
        '/etc/wireguard/wg0.conf',
        '/etc/nginx/sites-enabled/default',
      ];
      const both = { wishes: { access: 'both', ...takenOver(found) } };
      const said = await commandLine(['apply', ...accept.flatMap((name) => ['--accept', name])], both);
      expect(said.failure).toBeNull();
      expect(await photosOf(album)).toEqual(sums());
      expect(await openTo(2283)).toBe('127.0.0.1:2283');
      expect(await openTo(8283)).toBe('127.0.0.1:8283');
      expect(await shell('systemctl is-enabled cloudflared.service')).toBe('disabled');
      expect(await shell(`grep -c 2283 /etc/nginx/nginx.conf`)).toBe('0');
      expect(await stranger(share, '/api/server/version')).toMatch(/^403 /);
      expect(await stranger(photos, '/api/server/ping')).toMatch(/^200 .*pong/);
      const leaks = await commandLine(['status', '--leaks'], { settings: false });
      expect(leaks.lines.at(-1)).toMatchObject({ inside: { leaks: [] }, outside: { leaks: [] } });
    });

    it('lets their phones in by the codes that they have', async () => {
      for (const { name, config } of phones) expect(await phone.connectsWithin(config, 20), name).toBe(true);
      await phone.disconnect();
      const { lines } = await commandLine(['phone', 'list'], { settings: false });
      expect((lines.at(-1) as { phones: { name: string }[] }).phones.map(({ name }) => name)).toEqual(
        phones.map(({ name }) => name),
      );
    });

    it('on another PC, with nothing but SSH, is as wanted, whoever looks', async () => {
      const said = await commandLine(['plan'], { settings: false });
      expect(said.failure).toBeNull();
      expect(said.lines.at(-1)).toMatchObject({ changes: 0, parts: [] });
      const { lines } = await commandLine(['adopt'], { settings: false });
      expect(lines.at(-1)).toMatchObject({ adoption: null });
      // their files stay
      expect((await serverExec(['ls', theirFolder])).stdout).toContain('docker-compose.yml');
    });
  });
});
