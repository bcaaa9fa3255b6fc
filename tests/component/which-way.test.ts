// Which way each device takes, on the last screen: this PC is asked once, phones by when and whence they were last seen.
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { ok } from '../../electron/contract/result';
import type { Way } from '../../electron/contract/phone';
import { untouched } from './at-the-router';
import { refusal, type FakeBridge } from './fake-bridge';
import * as home from './household';
import { atTheServer, openWindow } from './window';

const button = (name: string) => page.getByRole('button', { name, exact: true });
const device = (name: string) => page.getByRole('listitem').filter({ hasText: name });

async function openStanding(way: Way | null, script: Parameters<typeof openWindow>[0] = {}): Promise<FakeBridge> {
  const report = untouched();
  const bridge = openWindow({
    'server:known': () => ok([home.knownServer]),
    'server:connect': () => ok({ ...home.connected, settings: home.bothDoors }),
    'router:look': () => ok({ ...report, pc: { ...report.pc, way } }),
    ...script,
  });
  await button('Continue').click();
  await button('Connect').click();
  await atTheServer('Which way am I on?');
  await expect.element(page.getByRole('heading', { name: 'Which way each device takes' })).toBeVisible();
  return bridge;
}

test('this PC and every phone that was seen lately, each with what it means for big videos', async () => {
  const bridge = await openStanding('home');
  await expect.element(device('This PC')).toHaveTextContent(/At home, direct\s*videos of any size/);
  await expect.element(device('Anna’s iPhone')).toHaveTextContent(/Direct line\s*videos of any size/);
  await expect.element(device('Ben’s Pixel')).toHaveTextContent(/At home, direct\s*videos of any size/);
  await expect
    .element(device('Grandma’s Galaxy'))
    .toHaveTextContent(/Direct line off, last seen 12 days ago\s*large videos only at home/);
  expect(device('Clara’s iPhone').elements()).toHaveLength(0);
  expect(bridge.callsTo('router:look')).toEqual([[{ mappings: false }]]);
  await button('Ask in the browser').click();
  expect(bridge.callsTo('app:open')).toEqual([['whoami']]);
});

test('through the public door only small videos; looking again asks again', async () => {
  const bridge = await openStanding('public');
  await expect.element(device('This PC')).toHaveTextContent(/Public door\s*videos up to 100 MB/);
  await button('Look again').last().click();
  await expect.poll(() => bridge.callsTo('router:look')).toHaveLength(2);
});

test('what is not found out is said so', async () => {
  await openStanding(null, { 'router:look': () => refusal('connection-timeout', { host: 'homeserver', seconds: 30 }) });
  await expect.element(device('This PC')).toHaveTextContent('not found out');
});

test('without a public door none is spoken of, and a phone whose line is off reaches nothing on the road', async () => {
  await openStanding('public', { 'server:connect': () => ok({ ...home.connected, settings: home.settings }) });
  await expect.element(device('This PC')).toHaveTextContent(/not by the direct way\s*no photos on the road/);
  await expect
    .element(device('Grandma’s Galaxy'))
    .toHaveTextContent(/Direct line off, last seen 12 days ago\s*no photos on the road/);
  expect(page.getByText('Public door').elements()).toHaveLength(0);
});
