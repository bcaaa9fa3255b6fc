// How a house stands, seen from the family's PC by the command line on a real server: all is well; many things are broken at once, each
// is named with its own cause and nothing with another's; the plan that the one button makes mends them all. One set-up for the whole file.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HomeReport } from '../../electron/contract/home';
import { lastWords } from '../../electron/provision/home';
import { labIsUp } from '../support/lab-up';
import { builtCommandLine, commandLine, type Said } from './command-line.ts';
import { announceDns, cannotRunHere, reset } from './lab.ts';
import { addresses } from './names.ts';
import { applied, shell } from './public-door.ts';
import { directRemote } from './remote.ts';

const status = (): Promise<Said> => commandLine(['status'], { settings: false });
const reportOf = ({ lines, failure, stderr }: Said): HomeReport & { settled: boolean } => {
  const last = lines.at(-1);
  if (last?.['paths'] === undefined) throw new Error(`no report: ${JSON.stringify(failure)} ${stderr}`);
  return last as unknown as HomeReport & { settled: boolean };
};
const pathsOf = (said: Said): readonly string[] =>
  reportOf(said).paths.map(({ path, state, words }) => `${path} ${state} ${words.key}`);
/** "service-down nginx.service" */
const problemsOf = (said: Said): readonly string[] =>
  reportOf(said).problems.map(({ code, values, remedy }) => {
    const what = 'service' in values ? values.service : 'timer' in values ? values.timer : '';
    return `${code}${what === '' ? '' : ` ${what}`} → ${remedy}`;
  });

const works = [
  'public works opened-from-outside',
  'share works share-opened',
  'home works came-in-directly',
  'road unknown phones-never-seen',
];
const onlyNotes = ['no-second-copy → backup'];

describe.skipIf(cannotRunHere() !== undefined)('a house at one look', () => {
  beforeAll(async () => {
    await builtCommandLine();
    await labIsUp();
    await reset();
    const said = await applied('both');
    if (said.failure) throw new Error(`no set-up: ${JSON.stringify(said.failure)}`);
    await commandLine(['phone', 'add', 'Clara’s phone'], { settings: false });
    await announceDns(addresses.home);
  });
  afterAll(() => announceDns(addresses.router));

  it('all is well: each path has its proof, nothing is wrong, and any PC learns when that was', async () => {
    const said = await status();
    expect(pathsOf(said)).toEqual(works);
    expect(problemsOf(said)).toEqual(onlyNotes);
    expect(said.code).toBe(0);
    const report = reportOf(said);
    expect(report).toMatchObject({ settled: true, connections: 4, answer: addresses.home, phones: { total: 1 } });
    expect(report.containers.filter(({ state, healthy }) => state !== 'running' || healthy === false)).toEqual([]);
    expect(report.roundTrips).toBe(1);
    const note = JSON.parse(await shell('cat /var/lib/immich-at-home/seen.json')) as Record<string, number>;
    for (const { path, state, seenAt } of report.paths) if (state === 'works') expect(note[path]).toBe(seenAt);
  });

  it('the router answers for names itself again: a detour, and its remedy is not here', async () => {
    await announceDns(addresses.router);
    const said = await status();
    expect(pathsOf(said)[2]).toBe('home detour came-through-cloudflare');
    expect(problemsOf(said)).toEqual(['home-detour → router', ...onlyNotes]);
    expect(said.code).toBe(0);
    await announceDns(addresses.home);
  });

  it('eight things broken at once: each by its own name, and the plan mends them all', async () => {
    await shell(`systemctl stop nginx dnsmasq wg-quick@wg0 immich-at-home-tunnel
systemctl disable --now certbot.timer immich-at-home-endpoint.timer
nft delete table inet immich_at_home
docker stop -t 1 immich_redis
rm /etc/apt/apt.conf.d/52immich-at-home`);
    const said = await status();
    expect(problemsOf(said).toSorted()).toEqual(
      [
        'service-down nginx.service → plan',
        'service-down dnsmasq.service → plan',
        'container-down redis → plan',
        'tunnel-down → plan',
        'line-down → plan',
        'renewal-off → plan',
        'timer-off immich-at-home-endpoint.timer → plan',
        'firewall-off → plan',
        ...(await updatesAreOff()),
        ...onlyNotes,
      ].toSorted(),
    );
    expect(pathsOf(said).map((words) => words.split(' ')[1])).toEqual(['broken', 'broken', 'broken', 'broken']);
    expect(reportOf(said).paths[0]?.seenAt).toBeGreaterThan(0);
    expect(said.code).toBe(4);

    expect((await commandLine(['apply'], { settings: false })).failure).toBeNull();
    const mended = await status();
    expect({ problems: problemsOf(mended), paths: pathsOf(mended), code: mended.code }).toEqual({
      problems: onlyNotes,
      paths: works,
      code: 0,
    });
  });

  it('what is not broken yet is told as drift, and what somebody changed as that', async () => {
    await shell(`rm /etc/immich-at-home/phones.nft; echo '# mine' >> /etc/nginx/conf.d/immich-at-home.conf`);
    const said = await status();
    expect(problemsOf(said)).toEqual(['changed-by-others → plan', 'drifted → plan', ...onlyNotes]);
    expect(said.code).toBe(0);
  });

  it('what our services last complained of is there for a report, and nothing of others', async () => {
    await shell(`logger -p daemon.warning 'not ours'
systemd-run --quiet --wait --collect --unit=immich-at-home-complaint sh -c 'echo "<4>the disk is slow"'`);
    const words = await lastWords(directRemote());
    expect(words.system).toMatch(/^Debian GNU\/Linux 13 .*, \w+$/);
    expect(words.lines.join('\n')).toContain('the disk is slow');
    expect(words.lines.join('\n')).not.toContain('not ours');
    expect(words.lines.length).toBeLessThanOrEqual(40);
  });
});

/** The package's own file may switch them on as well. */
async function updatesAreOff(): Promise<readonly string[]> {
  const said = await shell('apt-config dump APT::Periodic::Unattended-Upgrade');
  return said.includes('"1"') ? ['drifted → plan'] : ['updates-off → plan'];
}
