// A second disk, night after night, on a real server: the copy's part alone, with a folder and a dump that stand for Immich's. The disk is
// plugged in and out, and what is on it gets damaged.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettings } from '../../electron/contract/settings';
import { copyNow, lookAtBackup } from '../../electron/provision/backup-look';
import { apply } from '../../electron/provision/engine/apply';
import { prepare } from '../../electron/provision/engine/plan';
import { step, type Wanted } from '../../electron/provision/engine/step';
import { backup } from '../../electron/provision/steps/backup';
import type { ApplyEvent } from '../../electron/contract/progress';
import { labIsUp } from '../support/lab-up';
import { codeOf, groundwork, householdWith, onServer, planned as plannedOf, setUp as setUpOf } from './direct-line.ts';
import { cannotRunHere, reset, serverExec } from './lab.ts';
import { until } from './processes.ts';
import { directRemote } from './remote.ts';

const steps = [step(backup)];
const remote = directRemote();
const disk = '/mnt/second';
const folder = `${disk}/copies of home`;

function householdCopying(wish: { folder: string; photos: boolean } | null): Wanted {
  const household = householdWith();
  const read = readSettings({ ...household.settings, backup: wish });
  if ('issues' in read) throw new Error(JSON.stringify(read.issues));
  return { ...household, settings: read.settings };
}
const wanted = householdCopying({ folder, photos: false });
const planned = (of = wanted): Promise<readonly string[]> => plannedOf(steps, of);
const look = () => lookAtBackup(remote, wanted.settings);
const plugIn = (): Promise<string> =>
  onServer(`mkdir -p ${disk} && mount -t tmpfs -o size=100m second ${disk} && cp -a /root/kept/. ${disk}/`);
/** What is on it lasts, as on a real disk. */
const plugOut = (): Promise<string> => onServer(`rm -rf /root/kept && cp -a ${disk} /root/kept && umount ${disk}`);
const night = async (): Promise<number> =>
  (await serverExec('systemctl start immich-at-home-copy.service', { allowFailure: true, timeoutMs: 120_000 })).code;

describe.skipIf(cannotRunHere() !== undefined)('a second copy', () => {
  beforeAll(async () => {
    await labIsUp();
    await reset();
    await groundwork(wanted);
    await onServer(`mkdir -p /srv/photos/backups /root/kept
printf 'photo' > /srv/photos/photo.jpg
printf -- '-- a database\\n' | gzip > /srv/photos/backups/immich-db-backup-1.sql.gz`);
    await plugIn();
  });
  afterAll(() => serverExec(`umount ${disk}`, { allowFailure: true }));

  it('is none on the same disk', async () => {
    const same = householdCopying({ folder: '/srv/copies', photos: false });
    expect(await codeOf(planned(same))).toBe('same-disk');
  });

  it('is made at once, counted, read back; then there is nothing left to do', async () => {
    const { plan } = await prepare(remote, steps, wanted);
    const events: ApplyEvent[] = [];
    for await (const event of apply(remote, steps, wanted, { planId: plan.id })) events.push(event);
    expect(events.findLast(({ kind }) => kind === 'failed')).toBeUndefined();
    expect(events.some((event) => event.kind === 'counted' && event.done === 100)).toBe(true);
    expect(events.find((event) => event.kind === 'output' && event.line.startsWith('read back'))).toMatchObject({
      line: 'read back /srv/photos/backups/immich-db-backup-1.sql.gz: 14 bytes',
    });
    expect(events.find(({ kind }) => kind === 'part-done')).toMatchObject({
      proof: [{ key: 'proof-copy', values: { folder, copies: 1 } }],
    });
    expect(await planned()).toEqual([]);
    expect(
      await onServer('stat -c %a /var/lib/immich-at-home/secrets/copy-key /var/lib/immich-at-home/copy.json'),
    ).toBe('600\n600\n');
  });

  it('is told with its dumps, when it comes next, and started when somebody asks for it', async () => {
    const report = await look();
    expect(report).toMatchObject({
      photos: { folder: '/srv/photos' },
      dumps: { there: [{ name: 'immich-db-backup-1.sql.gz' }] },
      copy: { folder, photos: false, ok: true, copies: 1, running: false },
      kit: { savedAt: null, current: false },
    });
    expect(report.copy?.nextAt).toBeGreaterThan(Date.now());
    await copyNow(remote);
    await until('a second copy', async () => (await look()).copy?.copies === 2, 60_000);
  });

  it('fails loudly while its disk is away, and writes nothing where it should be', async () => {
    await until('the copy has ended', async () => (await look()).copy?.running === false, 30_000);
    const before = (await look()).copy?.lastAt;
    await plugOut();
    expect(await night()).not.toBe(0);
    expect((await look()).copy).toMatchObject({ ok: false, lastAt: before });
    expect(await onServer(`find ${disk} -mindepth 1`)).toBe('');
    expect(await planned()).toEqual([]);
    await plugIn();
    expect(await planned()).toEqual(['backup']);
    expect(await night()).toBe(0);
    expect((await look()).copy).toMatchObject({ ok: true });
    expect(await planned()).toEqual([]);
  });

  it('that is damaged is noticed the same night', async () => {
    await onServer(`cp -a '${folder}' /root/whole
rm -f '${folder}'/immich-at-home/data/*/*`);
    expect(await night()).not.toBe(0);
    expect((await look()).copy).toMatchObject({ ok: false });
    const { plan } = await prepare(remote, steps, wanted);
    const codes: string[] = [];
    for await (const event of apply(remote, steps, wanted, { planId: plan.id }))
      if (event.kind === 'failed') codes.push(event.failure.code);
    expect(codes).toEqual(['copy-damaged']);
    await onServer(`rm -rf '${folder}' && mv /root/whole '${folder}'`);
  });

  it('takes the photos along when that is wanted, and gives everything back with the key alone', async () => {
    await setUpOf(steps, householdCopying({ folder, photos: true }));
    expect(
      await onServer(`rm -rf /root/back; RESTIC_PASSWORD_FILE=/var/lib/immich-at-home/secrets/copy-key \\
restic --no-cache -q -r '${folder}/immich-at-home' restore latest --target /root/back > /dev/null && cat /root/back/srv/photos/photo.jpg`),
    ).toBe('photo');
  });

  it('ends where it is not wanted any more; the copies stay', async () => {
    const without = householdCopying(null);
    await setUpOf(steps, without);
    expect(await planned(without)).toEqual([]);
    expect(await onServer(`ls '${folder}/immich-at-home/config' /var/lib/immich-at-home/secrets/copy-key`)).toContain(
      'config',
    );
    expect(
      (
        await serverExec('ls /etc/systemd/system/immich-at-home-copy* /var/lib/immich-at-home/copy*', {
          allowFailure: true,
        })
      ).stdout,
    ).toBe('');
  });
});
