// A household that is called otherwise: all names within its domain, then in another one, then without the names of before. All through,
// its oldest names are asked for from home, from the internet, from a phone on the road and by an old link to an album, and not one answer
// may be missing; and a fault at each part leaves everything as it was. Surprise: certificates are what stays of a change that was taken
// back, because Let's Encrypt gives out only five a week.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApplyEvent } from '../../electron/contract/progress';
import type { Settings } from '../../electron/contract/settings';
import { addPhone } from '../../electron/provision/phones';
import { labIsUp } from '../support/lab-up';
import { shareAlbum } from './family-album.ts';
import { applied, calling, familySettings, household, planned, wantedFor } from './hostnames.ts';
import { internet, secondZone } from './internet/index.ts';
import { announceDns, cannotRunHere, phone, portForward, renewPc, reset, serverExec } from './lab.ts';
import { loadFrom, type Load } from './load.ts';
import { addresses, domain } from './names.ts';
import { runIn } from './processes.ts';
import { directRemote } from './remote.ts';

const first = familySettings();
const second = calling(first, {
  photos: `pictures.${domain}`,
  share: `albums.${domain}`,
  vpn: `home.${domain}`,
});
const third = calling(second, {
  photos: `photos.${secondZone.name}`,
  share: `share.${secondZone.name}`,
  vpn: `vpn.${secondZone.name}`,
});

const last = (events: readonly ApplyEvent[]): ApplyEvent | undefined => events.at(-1);
const certificateNames = async (): Promise<readonly string[]> => {
  const asked = 'openssl x509 -in /etc/letsencrypt/live/immich-at-home/fullchain.pem -noout -ext subjectAltName';
  return [...(await serverExec(asked)).stdout.matchAll(/DNS:([^\s,]+)/g)].map(([, name = '']) => name).toSorted();
};
/** Status and place of one answer, not followed. */
const answer = async (from: 'pc' | 'inet', url: string): Promise<string> =>
  (
    await runIn(from, ['curl', '-s', '-m', '10', '-o', '/dev/null', '-w', '%{http_code} %{redirect_url}', url], {
      allowFailure: true,
    })
  ).stdout.trim();

/** The last change of each part that the plan has: by then most of the part is done. */
function lastOfEach(changes: readonly string[]): readonly string[] {
  const ids = changes.map((line) => line.split(' ')[0] ?? '');
  return ids.filter((id, n) => ids[n + 1]?.split('/')[0] !== id.split('/')[0]);
}

describe.skipIf(cannotRunHere() !== undefined)('another name for everything', () => {
  let load: Load;

  beforeAll(async () => {
    await labIsUp();
    await reset();
    await internet.reset();
    expect(last(await applied({ ...wantedFor(first), whole: false }))).toMatchObject({ kind: 'finished' });
    await announceDns(addresses.home);
    renewPc();
    await portForward(true);
    const album = await shareAlbum();
    const made = await addPhone(directRemote(), { name: 'on the road', person: null, scope: 'photos' });
    await phone.connect(made.config.reveal());
    const ping = { url: `https://${first.hosts.photos}/api/server/ping`, holds: 'pong' };
    load = await loadFrom([
      { from: 'pc', ...ping },
      { from: 'inet', ...ping },
      { from: 'phone', ...ping },
      { from: 'inet', url: `https://${first.hosts.share}/share/${album.key}`, holds: '<' },
    ]);
  }, 900_000);
  afterAll(async () => {
    await load.stop();
    await phone.disconnect();
    await portForward(false);
    await announceDns(addresses.router);
    renewPc();
    await internet.reset();
  });

  it('fails at any part, and everything is as it was', async () => {
    const changes = await planned(second);
    const before = await household();
    const parts = lastOfEach(changes);
    expect(parts.map((id) => id.split('/')[0])).toEqual([
      'base',
      'certificate',
      'nginx',
      'dns',
      'endpoint',
      'tunnel',
      'links',
      'former',
    ]);
    const publishing = changes.findLast((line) => line.endsWith('publish-host'))?.split(' ')[0] ?? '';
    for (const at of [...parts, publishing]) {
      expect([at, last(await applied(wantedFor(second), { at }))]).toMatchObject([
        at,
        { kind: 'failed', undone: true },
      ]);
      expect([at, await household()]).toEqual([at, before]);
      expect([at, await planned(first)]).toEqual([at, []]);
      await load.more(2);
    }
    // a certificate for both names stays, and is tolerated
    expect(await certificateNames()).toEqual([first.hosts.photos, second.hosts.photos].toSorted());
  }, 900_000);

  async function becomes(settings: Settings): Promise<void> {
    expect(last(await applied(wantedFor(settings)))).toMatchObject({ kind: 'finished' });
    expect(await planned(settings)).toEqual([]);
    await load.more(5);
  }
  const whoami = '/whoami?former=a%20b&c';

  it('is taken on within the domain, and the names of before lead on', async () => {
    await becomes(second);
    for (const from of ['pc', 'inet'] as const)
      expect(await answer(from, `https://${first.hosts.photos}${whoami}`)).toBe(
        `308 https://${second.hosts.photos}${whoami}`,
      );
    expect(await answer('inet', `https://${first.hosts.share}/s/a`)).toBe(`308 https://${second.hosts.share}/s/a`);
  }, 600_000);

  it('is taken on in another domain, and all names of before lead to it at once', async () => {
    await becomes(third);
    for (const { hosts } of [first, second])
      expect(await answer('pc', `https://${hosts.photos}${whoami}`)).toBe(`308 https://${third.hosts.photos}${whoami}`);
    expect(await answer('inet', `https://${first.hosts.share}/s/a`)).toBe(`308 https://${third.hosts.share}/s/a`);
  }, 600_000);

  it('cost nobody who asked for the oldest names an answer', async () => {
    const { requests, failed, sentAgain, answeredBy } = await load.stop();
    process.stdout.write(`${requests} requests during the changes, ${sentAgain} sent again, ${failed.length} failed\n`);
    expect(failed).toEqual([]);
    expect(requests).toBeGreaterThan(200);
    expect(sentAgain / requests).toBeLessThan(0.01);
    for (const from of ['pc', 'inet', 'phone'])
      for (const { hosts } of [first, second, third]) expect(answeredBy).toContain(`${from} ${hosts.photos}`);
  });

  it('keeps the names of before when they could not be taken out, also in the certificate', async () => {
    const before = await household();
    const names = await certificateNames();
    const without: Settings = { ...third, former: [] };
    const at = (await planned(without)).at(-1)?.split(' ')[0] ?? '';
    expect(at).toMatch(/^former\//);
    expect(last(await applied(wantedFor(without), { at }))).toMatchObject({ kind: 'failed', undone: true });
    expect(await household()).toEqual(before);
    expect(await certificateNames()).toEqual(names);
    expect(await planned(third)).toEqual([]);
    expect(await answer('pc', `https://${first.hosts.photos}${whoami}`)).toBe(
      `308 https://${third.hosts.photos}${whoami}`,
    );
  }, 600_000);

  it('loses the names of before, there and here, when they are taken out', async () => {
    const without: Settings = { ...third, former: [] };
    expect(last(await applied(wantedFor(without)))).toMatchObject({ kind: 'finished' });
    expect(await planned(without)).toEqual([]);
    expect(await certificateNames()).toEqual([third.hosts.photos]);
    const names = [...Object.values(first.hosts), ...Object.values(second.hosts)];
    expect((await internet.state()).records.filter(({ name }) => names.includes(name))).toEqual([]);
    expect(await answer('pc', `https://${third.hosts.photos}/api/server/ping`)).toBe('200');
    expect((await serverExec('ls /etc/nginx/conf.d')).stdout).not.toContain('former');
  }, 600_000);
});
