// Immich gets another release, by a program that knows two later ones: the one that never answers leaves no trace and is left in less than
// a minute; the healthy one holds through a PC that is switched off in the middle, and is not taken back any more.
import { beforeAll, describe, expect, it } from 'vitest';
import type { ApplyEvent } from '../../electron/contract/progress';
import { undo } from '../../electron/provision/engine/apply';
import { reader } from '../../electron/provision/engine/read';
import { immich } from '../../electron/provision/steps/immich';
import { labIsUp } from '../support/lab-up';
import { applied, failureIn, planned, requireFinished, shell, sql, takePhotos, wantedWith } from './immich-alone.ts';
import { brokenVersion, immichVersion, laterPinsFile, nextVersion } from './internet/index.ts';
import { cannotRunHere, reset } from './lab.ts';
import { directRemote } from './remote.ts';

const chosen = (version: string | null) => wantedWith({ immich: { version, images: null } }, laterPinsFile);

/** What must be the same before and after: rows, the photos' checksums, the database's own settings. */
const held = async (): Promise<readonly string[]> => [
  await sql('select "originalFileName", checksum from assets order by 1'),
  await sql('select "albumName", description from albums order by 1'),
  await sql('select setconfig from pg_db_role_setting'),
  await shell('cd /srv/photos && find . -type f -name "*.jpg" -print0 | sort -z | xargs -0 sha256sum'),
];
const version = async (): Promise<unknown> =>
  JSON.parse(await shell('curl -s http://127.0.0.1:2283/api/server/version'));
const dumps = async (): Promise<readonly string[]> =>
  (await shell('ls /srv/photos/backups | grep immich-at-home-before || true')).split('\n');
const at = (events: readonly ApplyEvent[], kind: ApplyEvent['kind']): number =>
  events.find((event) => event.kind === kind)?.at ?? NaN;
/** The PC is switched off while the release changes. */
async function cutWhileChanging(): Promise<void> {
  let changing = false;
  const cut = await applied(chosen(nextVersion), (event) => {
    if (event.kind === 'change-started') changing = event.summary.key === 'update-immich';
    return changing && event.kind === 'output';
  });
  expect(cut.at(-1)?.kind).toBe('output');
}
const databases = (): Promise<string> => sql('select datname from pg_database where datname like $$immich%$$');

describe.skipIf(cannotRunHere() !== undefined)('another release of Immich', () => {
  let before: readonly string[];
  beforeAll(async () => {
    await labIsUp();
    await reset();
    requireFinished(await applied(wantedWith()));
    await takePhotos(3);
    await sql('alter database immich set search_path to "$user", public, vectors'.replace('$', '\\$'));
    before = await held();
  });

  it('does not come by itself with a newer program', async () => {
    expect(await planned(chosen(null))).toEqual([]);
    await expect(planned(chosen('v3.9.9'))).rejects.toMatchObject({ failure: { code: 'release-unknown' } });
  });

  it('that never answers is given up, and what was before is back within a minute, database and all', async () => {
    const events = await applied(chosen(brokenVersion));
    const { failure, undone } = failureIn(events);
    const seconds = (at(events, 'failed') - at(events, 'undoing')) / 1000;
    console.info(`back ${seconds.toFixed(1)} s after it was given up`);
    expect({ failure, undone }).toMatchObject({
      undone: true,
      failure: { code: 'update-not-healthy', values: { version: brokenVersion } },
    });
    expect(failure.detail).toContain('AssetsLater');
    expect(seconds).toBeLessThan(60);
    expect(await version()).toEqual({ major: 3, minor: 2, patch: 4 });
    expect(await held()).toEqual(before);
    expect(await sql('select name from kysely_migrations')).toBe('1761000000000-FirstOfThem');
    expect(await databases()).toBe('immich');
    expect(await dumps()).toEqual([expect.stringMatching(`^immich-at-home-before-${brokenVersion}-[-0-9T]+.sql.gz$`)]);
    expect(await shell('stat -c %a /srv/photos/backups/immich-at-home-before-*')).toBe('600');
    expect(await planned(chosen(null))).toEqual([]);
  });

  it('that was used unseen and is then given up: what came into its database is kept beside the photos', async () => {
    // nobody hears which one answers, and the server is switched off: the job never ends, the new release goes on
    await shell(`cat > /usr/local/bin/curl <<'EOF'
#!/bin/sh
case "$*" in */server/version) exit 7 ;; esac
exec /usr/bin/curl "$@"
EOF
chmod 755 /usr/local/bin/curl`);
    await cutWhileChanging();
    await shell(
      `until docker exec immich_postgres psql -At -U postgres -d immich -c 'select 1 from album_colours'; do sleep 0.5; done
systemctl stop 'immich-at-home-job-*'; rm /usr/local/bin/curl
until curl -sf http://127.0.0.1:2283/api/server/ping; do sleep 0.5; done`,
    );
    // the photos come in; the album that follows is of the old shape, which this release refuses
    await takePhotos(4).catch(() => undefined);
    expect(await sql('select count(*) from assets')).toBe('4');
    const events: ApplyEvent[] = [];
    for await (const event of undo(directRemote(), chosen(nextVersion))) events.push(event);
    expect(events.at(-1)).toMatchObject({ kind: 'undone' });
    expect(await version()).toEqual({ major: 3, minor: 2, patch: 4 });
    expect((await held()).slice(0, 3)).toEqual(before.slice(0, 3));
    const given = await shell('zcat /srv/photos/backups/immich-at-home-given-up-*.sql.gz');
    expect(given).toContain('Urlaub 4');
    expect(await shell('stat -c %a /srv/photos/backups/immich-at-home-given-up-* | uniq')).toBe('600');
    before = await held();
  });

  it('that is healthy holds, though the PC was switched off in the middle', async () => {
    await cutWhileChanging();
    await shell("while systemctl is-active --quiet 'immich-at-home-job-*'; do sleep 0.5; done");
    expect(await planned(chosen(nextVersion))).toEqual([]);
    const verified = await immich.verify(chosen(nextVersion), reader(directRemote()));
    const proofs = verified.ok ? verified.value : [];
    expect(proofs).toContainEqual({ key: 'proof-immich', values: { version: nextVersion } });
    expect(JSON.stringify(proofs)).toContain(`immich-at-home-before-${nextVersion}`);
    expect(await version()).toEqual({ major: 3, minor: 3, patch: 0 });
    expect(await held()).toEqual(before);
    expect(await sql('select count(*) from album_colours')).toBe('1');
    expect(await databases()).toBe('immich');
    expect(await dumps()).toHaveLength(3);
    await expect(planned(chosen(immichVersion))).rejects.toMatchObject({ failure: { code: 'update-downgrade' } });
  });

  it('is not taken back once it was healthy', async () => {
    const events: ApplyEvent[] = [];
    for await (const event of undo(directRemote(), chosen(nextVersion))) events.push(event);
    expect(JSON.stringify(events)).not.toMatch(/immich: (?:write-file|update-immich)/);
    expect(await version()).toEqual({ major: 3, minor: 3, patch: 0 });
  });
});
