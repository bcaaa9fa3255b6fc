/**
 * Everything goes, and nothing of it is left: all that stands on the server and at Cloudflare is written down before the first set-up and
 * compared after the removal. The way there is as bad as it may get: once it goes on after it was cut off in the middle of the packages.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { labIsUp } from '../support/lab-up';
import { builtCommandLine, commandLine, summary, wishes, wishesWith, type Options, type Said } from './command-line.ts';
import { internet, tokens } from './internet/index.ts';
import { difference, inventory, type Inventory } from './inventory.ts';
import { cannotRunHere, reset, serverExec, upnp } from './lab.ts';
import { begins, proofs } from './public-door.ts';

const household = { ...wishesWith('both'), router: { mapping: true, dhcp: null } };
const setUp = (): Promise<Said> => commandLine(['apply'], { wishes: household });
const leave = (words: readonly string[] = [], more: Options = {}): Promise<Said> =>
  commandLine(['leave', ...words], { settings: false, setupToken: tokens.wide.value, ...more });
const everything = ['--delete-photos', '--delete-database'];
const typed = `${wishes.photos.folder}\n${wishes.hosts.photos}\n`;

const keys = (said: Said): readonly string[] =>
  said.lines.flatMap(({ left }) => ((left as { key: string }[] | undefined) ?? []).map(({ key }) => key));
const onServer = async (command: string): Promise<string> => (await serverExec(command)).stdout.trim();

describe.skipIf(cannotRunHere() !== undefined)('leaving', () => {
  let before: Inventory;

  beforeAll(async () => {
    await builtCommandLine();
    await labIsUp();
    await reset();
    await internet.reset();
    upnp('allow');
    before = await inventory();
    const said = await setUp();
    expect(said, said.stderr).toMatchObject({ code: 0, failure: null });
    const phones = await commandLine(['phone', 'add', 'Anna', 'Ben'], { settings: false });
    expect(phones, phones.stderr).toMatchObject({ code: 0, failure: null });
    await onServer(`echo 'a photo' > ${wishes.photos.folder}/upload/photo.jpg`);
  });

  it('deletes no photo without the words for it, whatever else was said', async () => {
    const now = await inventory();
    for (const words of ['', `${wishes.photos.folder}\n`, `${wishes.photos.folder}\nphotos\n`])
      expect((await leave(everything, { typed: words })).failure).toMatchObject({
        code: 'leave-not-confirmed',
        values: { words: `${wishes.photos.folder}, ${wishes.hosts.photos}` },
      });
    // a server at work writes and starts things of its own meanwhile; nothing of it may be gone
    const gone = difference(now, await inventory()).filter((line) => /^- (?!running )/.test(line));
    expect(gone.filter((line) => !line.includes(wishes.database.folder))).toEqual([]);
  });

  it('takes everything away but photos and database, and says what stays', async () => {
    const said = await leave();
    expect(said, said.stderr).toMatchObject({ code: 0, failure: null });
    expect(keys(said)).toEqual(['left-photos', 'left-database', 'left-router', 'left-apps']);
    expect(proofs(said)).toEqual(expect.arrayContaining(['proof-door-closed', 'proof-removed']));
    const left = difference(before, await inventory());
    const kept = [wishes.photos.folder, wishes.database.folder, '/var/lib/immich-at-home/secrets/database-password'];
    const leadsTo = (path: string): boolean => kept.some((it) => it === path || it.startsWith(`${path}/`));
    const others = left.filter((line) => {
      const path = /^\+ file (\S+)/.exec(line)?.[1] ?? '';
      return !leadsTo(path) && !kept.some((it) => path.startsWith(`${it}/`));
    });
    expect(others).toEqual([]);
    expect(await onServer(`cat ${wishes.photos.folder}/upload/photo.jpg`)).toBe('a photo');
    console.log(`everything gone in ${summary(said).seconds.toFixed(1)} s`);
    expect((await leave()).failure).toMatchObject({ code: 'not-set-up' });
  });

  it('comes back with the photos and the database that stayed', async () => {
    const database = `stat -c '%i %W' ${wishes.database.folder}/PG_VERSION`;
    const stayed = await onServer(database);
    const said = await setUp();
    expect(said, said.stderr).toMatchObject({ code: 0, failure: null });
    expect(await onServer(database)).toBe(stayed);
    expect(await onServer(`cat ${wishes.photos.folder}/upload/photo.jpg`)).toBe('a photo');
  });

  it('goes on where it was cut off, and leaves nothing: the server and Cloudflare are as before', async () => {
    const cut = await leave(everything, { typed, killAt: begins('remove-packages') });
    expect(cut.code).toBeNull();
    const said = await leave(everything, { typed });
    expect(said, said.stderr).toMatchObject({ code: 0, failure: null });
    expect(keys(said)).toEqual(['left-router', 'left-apps']);
    expect(difference(before, await inventory())).toEqual([]);
  });
});
