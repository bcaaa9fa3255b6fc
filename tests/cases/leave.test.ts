// Leaving: facts in, changes out.
import { describe, expect, it } from 'vitest';
import { say, type StepId } from '../../electron/contract/message';
import type { Change, Wanted } from '../../electron/provision/engine/step';
import type { FoundUnit } from '../../electron/provision/facts/common';
import { requireWords, removal, wordsFor } from '../../electron/provision/leave';
import { ground, type FoundGround, type Going } from '../../electron/provision/leave/ground';
import { parseOwnFiles, type OwnFile, type OwnThings } from '../../electron/provision/leave/own-things';
import { needed, parsePrograms, removePrograms, type FoundPrograms } from '../../electron/provision/leave/programs';
import { agenda } from '../../electron/provision/engine/plan';
import { family, inShort, missing, runs, stopped } from './family';

const state = '/var/lib/immich-at-home';
const gone: Wanted = { ...family(), leaving: { deletePhotos: false, deleteDatabase: false } };
const withData: Wanted = { ...family(), leaving: { deletePhotos: true, deleteDatabase: true } };

const own = (path: string, step: StepId, more: Partial<OwnFile> = {}): OwnFile => ({
  ...{ path, step, exists: true, sum: 'a', noted: ['a'], mode: '0644' },
  ...more,
});
const nothing: OwnThings = {
  ...{ files: [], units: new Map<string, FoundUnit>(), entries: [], stoodBefore: [], madeFolders: [], accounts: [] },
};
const going = (things: Partial<OwnThings> = {}, brought: readonly string[] = []): Going => ({
  own: { ...nothing, ...things },
  brought: new Set(brought),
});
const planOf = (id: StepId, found: unknown, all: Going, wanted = gone): readonly Change[] =>
  removal.find((part) => part.id === id)?.leaving?.plan(wanted, { found, going: all }) ?? [];

const noPrograms: FoundPrograms = { ours: [], going: [], changedSettings: [], leftovers: [] };
const emptyFolder = (path: string) => ({ path, exists: false, mount: false, bytes: 0, own: [], others: [] });
const bare: FoundGround = {
  programs: noPrograms,
  data: { photos: emptyFolder('/srv/photos'), database: { ...emptyFolder(`${state}/database`), isDatabase: true } },
  places: [],
  notes: ['journal', 'jobs', 'manifest', 'household.json'],
  others: [],
};
const full: FoundGround = {
  programs: {
    ...{ ours: ['docker.io', 'nginx', 'python3'], going: ['docker.io', 'nginx'] },
    ...{ changedSettings: [], leftovers: ['/var/lib/docker'] },
  },
  data: {
    photos: { path: '/srv/photos', exists: true, mount: false, bytes: 9, own: ['library', 'upload'], others: [] },
    database: {
      path: `${state}/database`,
      exists: true,
      mount: false,
      bytes: 9,
      own: ['PG_VERSION'],
      others: [],
      isDatabase: true,
    },
  },
  places: ['/etc/immich-at-home'],
  notes: [...bare.notes, 'database', 'phones.json', 'secrets', 'secrets/database-password', 'secrets/before-1'],
  others: [],
};
const settledNotes = [...bare.notes, 'database', 'secrets', 'secrets/database-password'];
/** The lines that say what of our notes, and of our secrets, stays. */
const kept = (plan: readonly Change[]): readonly string[] =>
  plan
    .flatMap(({ action, summary }) =>
      summary.key === 'remove-own-notes' && action.kind === 'run' ? action.command.text.split('\n') : [],
    )
    .filter((line) => line.includes('find '));

describe('the order', () => {
  it('closes doors first, and takes away last what all the rest stood on', () =>
    expect(agenda(removal, gone).map(({ step }) => step.id)).toEqual([
      ...['tunnel', 'backup', 'kit', 'links', 'former', 'mapping', 'endpoint', 'wireguard', 'dhcp', 'dns'],
      ...['nginx', 'firewall', 'certificate', 'immich', 'docker', 'base'],
    ]));
});

describe('files of a part', () => {
  const unit = '/etc/systemd/system/immich-at-home-copy.timer';
  const things = {
    files: [own(unit, 'backup'), own('/usr/local/lib/immich-at-home/copy', 'backup'), own('/etc/x', 'dns')],
    units: new Map([['immich-at-home-copy.timer', runs]]),
  };

  it('its service goes off before its files go; what is another part’s stays for that', () =>
    expect(inShort(planOf('backup', undefined, going(things)))).toEqual([
      'disable-service immich-at-home-copy.timer',
      `remove-file ${unit}`,
      'remove-file /usr/local/lib/immich-at-home/copy',
    ]));

  it('gone already', () => {
    const files = things.files.map((it) => ({ ...it, exists: false, sum: null }));
    expect(planOf('backup', undefined, going({ ...things, files }))).toEqual([]);
  });

  it('one that somebody changed since needs a yes', () => {
    const [change] = planOf('kit', undefined, going({ files: [own('/etc/y', 'kit', { sum: 'b' })] }));
    expect(change).toMatchObject({ replacesForeign: true, accepts: '/etc/y' });
  });

  it('a secret is never kept in the journal', () => {
    const [change] = planOf('kit', undefined, going({ files: [own('/etc/y', 'kit', { mode: '0600' })] }));
    expect(change?.action).toMatchObject({ kind: 'remove', secret: true });
  });

  it('what stood there before us comes back, once', () => {
    const entry = `${state}/journal/1/0001`;
    const stood = { path: '/etc/y', entry, back: false };
    const files = [own('/etc/y', 'kit')];
    expect(inShort(planOf('kit', undefined, going({ files, stoodBefore: [stood] })))).toEqual(['write-file /etc/y']);
    const back = going({ files: [], stoodBefore: [{ ...stood, back: true }] });
    expect(planOf('kit', undefined, back)).toEqual([]);
  });

  it('a part of another release goes with the ground', () => {
    const files = [own('/etc/z', 'something-new' as StepId)];
    expect(inShort(planOf('base', bare, going({ files })))).toEqual(['remove-file /etc/z']);
  });

  it('a file that was noted twice is ours either way', () =>
    expect(parseOwnFiles('dns\taa\tbb\t644\t/etc/x\ndns\tbb\tbb\t644\t/etc/x\n')).toEqual([
      own('/etc/x', 'dns', { noted: ['aa', 'bb'], sum: 'bb' }),
    ]));
});

describe('nginx', () => {
  const files = [own('/etc/nginx/conf.d/immich-at-home.conf', 'nginx')];
  it('stops where its package goes as well', () =>
    expect(inShort(planOf('nginx', { unit: runs, goes: true }, going({ files }))).at(-1)).toBe(
      'disable-service nginx.service',
    ));
  it('goes on for others without our files', () =>
    expect(inShort(planOf('nginx', { unit: runs, goes: false }, going({ files }))).at(-1)).toBe(
      'reload-service nginx.service',
    ));
  it('gone already', () => {
    expect(planOf('nginx', { unit: runs, goes: false }, going())).toEqual([]);
    expect(planOf('nginx', { unit: missing, goes: false }, going())).toEqual([]);
    expect(planOf('nginx', { unit: stopped, goes: true }, going())).toEqual([]);
  });
  it('its own example page is nobody’s of before', () => {
    const path = '/etc/nginx/sites-enabled/default';
    const stoodBefore = [{ path, entry: `${state}/journal/1/0001`, back: false }];
    const entries = [
      {
        ...{ folder: `${state}/journal/1/0001`, step: 'nginx' as const, summary: say('remove-file', { path }) },
        ...{
          action: { kind: 'remove' as const, path },
          undo: 'restore-previous' as const,
          applyId: '1',
          finished: true,
        },
      },
    ];
    const found = { unit: missing, goes: false };
    expect(inShort(planOf('nginx', found, going({ stoodBefore, entries })))).toEqual([`write-file ${path}`]);
    expect(planOf('nginx', found, going({ stoodBefore, entries }, ['nginx-common']))).toEqual([]);
  });
});

describe('the ground', () => {
  it('goes in the order in which nothing is missed: programs, what they left, our notes', () =>
    expect(inShort(ground.then(gone, full, going()))).toEqual([
      'remove-folder /etc/immich-at-home',
      'remove-packages docker.io, nginx',
      'remove-folder /var/lib/docker',
      'remove-own-notes',
    ]));

  it('leaves alone what photos or copies lie in, and folders that are no notes of ours', () => {
    const at = (folder: string): Wanted => ({ ...gone, settings: { ...gone.settings, photos: { folder } } });
    const places = ['/etc/immich-at-home', '/opt/immich-at-home'];
    const words = inShort(ground.then(at('/opt/immich-at-home/library'), { ...full, places }, going()));
    expect(words.slice(0, 2)).toEqual(['remove-folder /etc/immich-at-home', 'remove-packages docker.io, nginx']);
    expect(inShort(ground.then(at('/var/lib/docker/volumes/photos'), full, going()))).not.toContain(
      'remove-folder /var/lib/docker',
    );
    const notes = ground.then(gone, { ...full, others: ['photos'] }, going()).at(-1);
    expect(notes?.action.kind === 'run' && notes.action.command.text).toContain("'!' -name photos");
  });

  it('gone already; the notes that tell what is ours go with the end of the apply', () => {
    expect(ground.then(gone, bare, going())).toEqual([]);
    expect(ground.then(withData, bare, going())).toEqual([]);
  });

  it('photos and database are the last of all, and only when asked for', () => {
    const plan = ground.then(withData, full, going());
    expect(inShort(plan).slice(-2)).toEqual(['delete-photos /srv/photos', `delete-database ${state}/database`]);
    expect(plan.slice(-2).map(({ undo }) => undo)).toEqual(['keep', 'keep']);
    expect(inShort(ground.then(gone, full, going())).join()).not.toMatch(/delete-/);
  });

  it('what somebody else put beside the photos stays, and the folder with it', () => {
    const photos = { ...full.data.photos, others: ['taxes'] };
    const found = { ...full, data: { ...full.data, photos } };
    const change = ground.then(withData, found, going()).find(({ summary }) => summary.key === 'delete-photos');
    const command = change?.action.kind === 'run' ? change.action.command.text : '';
    expect(command).toContain('./library ./upload');
    expect(command).not.toMatch(/taxes|rmdir/);
  });

  it('an emptied disk stays where it is', () => {
    const photos = { ...full.data.photos, own: [], mount: true };
    const found = { ...full, data: { ...full.data, photos } };
    expect(inShort(ground.then(withData, found, going())).join()).not.toContain('delete-photos');
  });

  it('a folder without PostgreSQL’s mark is no database: nothing in it is deleted', () => {
    const database = { ...full.data.database, own: ['letters'], isDatabase: false };
    const found = { ...full, data: { ...full.data, database } };
    expect(inShort(ground.then(withData, found, going())).join()).not.toContain('delete-database');
  });

  it('a database that stays keeps its folder and its password', () => {
    const [notes = '', secrets = ''] = kept(ground.then(gone, full, going()));
    expect(notes).toMatch(/ -name household\.json .*-name database .*-name secrets /);
    expect(secrets).toContain(' -name database-password -exec ');
    const [all = '', none = ''] = kept(ground.then(withData, full, going()));
    expect(all).not.toContain('-name secrets');
    expect(none).not.toContain('-name');
  });

  it('copies on the second disk keep their key', () => {
    const { settings } = withData;
    const wanted = { ...withData, settings: { ...settings, backup: { folder: '/mnt/second', photos: true } } };
    const found = { ...full, notes: [...full.notes, 'secrets/copy-key'] };
    const [notes = '', secrets = ''] = kept(ground.then(wanted, found, going()));
    expect(notes).toContain(' -name secrets ');
    expect(secrets).toContain(' -name copy-key -exec ');
    expect(secrets).not.toContain('database-password');
  });

  it('keys that stay are no work left to do', () =>
    expect(
      inShort(ground.then(gone, { ...full, programs: noPrograms, places: [], notes: settledNotes }, going())),
    ).toEqual([]));

  it('users and groups go with the programs that brought them, and stay with those that stay', () => {
    const folder = `${state}/journal/1/0007`;
    const action = { kind: 'install' as const, packages: ['docker.io'] };
    const summary = say('install-packages', { packages: 'docker.io', count: 1 });
    const undo = 'restore-previous' as const;
    const entries = [{ folder, step: 'docker' as const, summary, action, undo, applyId: '1', finished: true }];
    const accounts = [{ entry: folder, kind: 'group' as const, name: 'docker' }];
    expect(inShort(ground.then(gone, full, going({ entries, accounts })))).toContain('remove-user docker');
    const stays = { ...full, programs: { ...full.programs, going: ['nginx'] } };
    expect(inShort(ground.then(gone, stays, going({ entries, accounts })))).not.toContain('remove-user docker');
  });
});

describe('programs', () => {
  const said = `ours docker.io\nours python3\ngoing docker.io\ngoing newer-helper\nchanged docker.io /etc/default/docker\nleftover /var/lib/docker\n`;
  const found = parsePrograms(said);

  it('tells what goes and what others need', () => {
    expect(found.going).toEqual(['docker.io', 'newer-helper']);
    expect(needed(found)).toEqual(['python3']);
  });

  it('a settings file that somebody changed stays: its package is not purged', () => {
    const change = removePrograms(found);
    const command = change && change.action.kind === 'run' ? change.action.command.text : '';
    expect(command).toMatch(/^dpkg --purge newer-helper$/m);
  });

  it('nothing to take away', () => expect(removePrograms(noPrograms)).toBe(false));
});

describe('words', () => {
  const { settings } = family();
  const all = { deletePhotos: true, deleteDatabase: true };
  const asked = wordsFor(settings);

  it('both, exactly', () => {
    expect(asked).toEqual(['/srv/photos', 'photos.example-family.net']);
    expect(() => requireWords(settings, all, asked)).not.toThrow();
    for (const words of [[], ['/srv/photos'], ['/srv/photos', 'yes'], [...asked].reverse(), [...asked, '']])
      expect(() => requireWords(settings, { ...all, deletePhotos: false }, words)).toThrow('leave-not-confirmed');
  });
  it('none where nothing of it goes', () =>
    expect(() => requireWords(settings, { deletePhotos: false, deleteDatabase: false }, [])).not.toThrow());
});
