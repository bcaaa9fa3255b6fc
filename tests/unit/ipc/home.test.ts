// Home through its channels: one look from all sides, and a report that a friend may read.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { failure } from '../../../electron/contract/failure';
import type { HomeReport } from '../../../electron/contract/home';
import { fine, part } from '../../cases/house';
import { codeOf, household, phone, request, setStage, type Stage } from './workplace';

async function connected(): Promise<Stage> {
  const stage = setStage();
  stage.onServer = { ...household, former: [], immich: { version: null, images: null }, backup: null, adopts: null };
  await stage.handlers['server:connect'](request);
  return stage;
}
const look = async ({ handlers }: Stage): Promise<HomeReport> => handlers['home:look']();
const pathAtHome = (report: HomeReport): string => {
  const found = report.paths.find(({ path }) => path === 'home');
  return `${found?.state} ${found?.words.key}`;
};

it('a server that was never set up has no Home', async () => {
  const stage = setStage();
  await stage.handlers['server:connect'](request);
  expect(await codeOf(Promise.resolve().then(() => look(stage)))).toBe('not-set-up');
});

it('a look is told and noted; this PC counts when its gateway is the server’s', async () => {
  const stage = await connected();
  stage.work.names.look = async () => ({ resolvers: [], taken: '192.168.178.10', way: 'home', browsers: [] });
  const report = await look(stage);
  expect(pathAtHome(report)).toBe('works came-in-directly');
  expect(report).toMatchObject({ hostname: 'homeserver', problems: [{ code: 'no-second-copy' }] });
  expect(stage.noted).toEqual([report]);
});

it.each([
  ['the same gateway', '02:1a', '02:1a', 'detour came-through-cloudflare'],
  ['another one with the same address', '02:1a', '02:99', 'works answers-at-home'],
  ['a gateway that nobody knows, and a line that leads into the home', null, '02:1a', 'detour came-through-cloudflare'],
])('a PC that is led through Cloudflare: %s', async (_, mac, routerMac, expected) => {
  const stage = await connected();
  stage.work.names.look = async () => ({ resolvers: [], taken: '203.0.113.30', way: 'public', browsers: [] });
  stage.work.gateway.hardwareAddress = async () => mac;
  stage.house = async () => ({ ...fine, addresses: { ...fine.addresses, routerMac } });
  expect(pathAtHome(await look(stage))).toBe(expected);
});

it('this PC’s own trouble is no reason to say nothing', async () => {
  const stage = await connected();
  stage.work.names.look = () => Promise.reject(new Error('no network'));
  expect(pathAtHome(await look(stage))).toBe('works answers-at-home');
});

it('the report names problems and figures, and nothing of the home', async () => {
  const stage = await connected();
  stage.phones = [{ ...phone, name: 'Ben’s Pixel', person: 'Benjamin' }];
  stage.session.lastFailure = failure(
    'public-door-wrong',
    { host: 'photos.example-family.net', why: 'no-record' },
    { detail: 'resolver 203.0.113.53 of anna@example-family.net; token=abc; 02:1a:50:00:00:01' },
  );
  stage.lastWords = [
    '2026-11-23T21:00:00 homeserver nginx[7]: client 192.168.178.44, server photos.example-family.net',
  ];
  stage.house = async () => ({ ...fine, connections: 0, parts: [part('tunnel', { changes: 2 })] });
  await stage.handlers['home:report']('copy');
  for (const told of [
    'Immich at Home 0.1.0 on linux',
    'Server: Debian GNU/Linux 13 (trixie), amd64; Immich v3.2.4',
    'public: broken, tunnel-down',
    'stop: tunnel-down, remedy plan',
    'container database: running, healthy',
    'nginx: write-file',
    'Failure: public-door-wrong',
    'host: photos.‹domain›',
    '‹server› nginx[7]: client ‹home address›, server photos.‹domain›',
  ])
    expect(stage.copied).toContain(told);
  for (const secret of [
    ...['example-family', 'homeserver', '192.168.178', '203.0.113', 'anna', 'Anna', 'Ben', 'token=abc', '02:1a'],
  ])
    expect(stage.copied).not.toContain(secret);
});

it('saved where the person says; nothing when it was called off', async () => {
  const stage = await connected();
  expect(await stage.handlers['home:report']('save')).toBeNull();
  stage.chosen = join(stage.folder, 'report.txt');
  expect(await stage.handlers['home:report']('save')).toBe(stage.chosen);
  expect(readFileSync(stage.chosen, 'utf8')).toContain('\nPaths\n');
});
