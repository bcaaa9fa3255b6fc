// A set-up that stands, by its places: how it is seen from Home, and other names and addresses as one change that holds or leaves
// everything as it was.
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { Settings } from '../../electron/contract/settings';
import { ok } from '../../electron/contract/result';
import { allWell, detour, inTrouble, notFinished } from './at-home';
import { refusal, type FakeBridge } from './fake-bridge';
import * as home from './household';
import { openWindow, place } from './window';

const button = (name: string) => page.getByRole('button', { name, exact: true });
const title = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const field = (name: string) => page.getByLabelText(name, { exact: true }).last();
const none = { dnsToken: null, adminPassword: null, setupToken: null, tunnelToken: null };

type Script = NonNullable<Parameters<typeof openWindow>[0]>;

async function openHome(script: Script = {}, settings: Settings = home.bothDoors): Promise<FakeBridge> {
  const bridge = openWindow({
    'server:known': () => ok([home.knownServer]),
    'server:connect': () => ok({ ...home.connected, settings }),
    'home:look': () => ok(allWell(Date.now())),
    ...script,
  });
  await button('Continue').click();
  await button('Connect').click();
  await expect.element(place('Home')).toHaveAttribute('aria-current', 'page');
  return bridge;
}

/** Everything that the plan shows is done. */
async function carryOut(bridge: FakeBridge): Promise<void> {
  await button('Make these changes').click();
  bridge.tell('apply:event', { kind: 'started', at: Date.now(), planId: 'plan-1', parts: [] });
  bridge.tell('apply:event', { kind: 'finished', at: Date.now(), changes: 3, seconds: 12, roundTrips: 9 });
  await expect.element(title('It is done')).toBeVisible();
  await button('Continue').click();
}

test('Home: how it stands, each way with its proof; what is only worth knowing is no headline', async () => {
  const bridge = await openHome();
  await expect.element(title('All four ways are open')).toHaveFocus();
  const ways = page.getByRole('region', { name: 'The four ways' });
  await expect.element(ways).toHaveTextContent(/Works: ?Public door ?Opened from outside, 4 lines to Cloudflare up/);
  await expect.element(ways).toHaveTextContent(/Anna’s iPhone is connected by the direct line/);
  await expect
    .element(page.getByRole('img', { name: 'The house and the four ways that lead to it. All are open.' }))
    .toBeVisible();
  await expect.element(page.getByRole('button', { name: /^Backup Database: .* Photos: no second copy/ })).toBeVisible();
  expect(bridge.callsTo('home:look')).toHaveLength(1);
  await button('Check now').click();
  expect(bridge.callsTo('home:look')).toHaveLength(2);
  await page.getByText('Details').click();
  await expect.element(page.getByText('immich-server: running, healthy')).toBeVisible();
  await button('Copy').click();
  expect(bridge.callsTo('home:report')).toEqual([['copy']]);
  await expect.element(page.getByText('The report is on the clipboard.')).toBeVisible();
});

test('a problem has its cause and one button: a plan from what is stored, and back Home to look anew', async () => {
  const bridge = await openHome({ 'home:look': () => ok(inTrouble(Date.now())) });
  await expect.element(title('The public door is closed')).toBeVisible();
  bridge.answer({ 'home:look': () => ok(allWell(Date.now())) });
  await button('Plan the repair').first().click();
  await expect.element(title('Here is everything that will change')).toBeVisible();
  expect(bridge.callsTo('plan:make')).toEqual([[home.bothDoors, none, { switchOffApache: false }]]);
  await button('Back').click();
  await expect.element(title('The public door is closed')).toBeVisible();
  await button('Plan the repair').first().click();
  await carryOut(bridge);
  await expect.element(title('All four ways are open')).toBeVisible();
});

test('a detour at home leads to the router’s guide, and from there back Home', async () => {
  await openHome({ 'home:look': () => ok(detour(Date.now())) });
  await button('Show me the field').click();
  await expect.element(title('Two settings in your FRITZ!Box')).toBeVisible();
  await expect.element(place('Home')).toBeVisible();
  await button('Back').click();
  await expect.element(title('At home, the photos take a detour')).toBeVisible();
});

test('nobody answers: said with what to do; what was seen before stays', async () => {
  const bridge = await openHome();
  await expect.element(title('All four ways are open')).toBeVisible();
  bridge.answer({ 'home:look': () => refusal('connection-lost', { host: 'homeserver' }) });
  await button('Check now').click();
  await expect.element(title('homeserver cannot be reached')).toBeVisible();
  await expect.element(page.getByText('Not connected', { exact: true })).toBeVisible();
  await expect.element(page.getByRole('region', { name: 'The four ways' })).toBeVisible();
  await page.getByRole('alert').getByRole('button', { name: 'Connect' }).click();
  await expect.element(title('Which computer is your server?')).toBeVisible();
});

test('other names: checked as typed, all or nothing, those of before lead on, and who must do what', async () => {
  const bridge = await openHome({ 'plan:make': () => ok({ ...home.plan, whole: true }) });
  await place('Web addresses').click();
  await expect.element(title('Web addresses')).toHaveFocus();
  await field('New name for the photos').fill('share-photos');
  await expect.element(page.getByText('Each of these needs a name of its own.').first()).toBeVisible();
  await field('New name for the photos').fill('album');
  await expect.element(page.getByText(/Each person enters https:\/\/album.example-family.net once/)).toBeVisible();
  await expect.element(page.getByText('stays, because phones carry it in their code')).toBeVisible();
  await field('Paste the set-up token here').fill(home.setupToken);
  await button('Review the changes').click();

  await expect.element(page.getByText('Holds as a whole, or everything goes back')).toBeVisible();
  const after = {
    ...home.bothDoors,
    hosts: { ...home.bothDoors.hosts, photos: 'album.example-family.net' },
    former: [home.bothDoors.hosts],
  };
  expect(bridge.callsTo('plan:make')).toEqual([
    [after, { ...none, setupToken: home.setupToken }, { switchOffApache: false, whole: true }],
  ]);
  await carryOut(bridge);
  await expect
    .element(page.getByRole('status', { name: 'It is changed. Who must do what' }))
    .toHaveTextContent(/In the Immich app: the new address/);
  await expect.element(page.getByText('photos.example-family.net', { exact: true })).toBeVisible();
  await button('All done').click();
  await button('Take away photos.example-family.net').click();
  await expect.element(title('Here is everything that will change')).toBeVisible();
  expect(bridge.callsTo('plan:make').at(-1)?.[0]).toEqual({ ...after, former: [] });
});

test('a whole name is another domain: every name follows, and both tokens are asked for', async () => {
  const bridge = await openHome();
  await place('Web addresses').click();
  await field('New name for the photos').fill('bilder.example-home.net');
  await field('New name for share links').click();
  await expect.element(field('New domain')).toHaveValue('example-home.net');
  await expect.element(field('New name for the direct line')).toHaveValue('vpn');
  await expect
    .element(page.getByText(/cover both domains .*example-family.net, example-home.net/).first())
    .toBeVisible();
  await button('Review the changes').click();
  await expect.element(title('Here is everything that will change')).toBeVisible();
  expect(bridge.callsTo('plan:make')[0]?.[0]).toEqual({
    ...home.bothDoors,
    hosts: {
      photos: 'bilder.example-home.net',
      share: 'share-photos.example-home.net',
      vpn: 'vpn.example-home.net',
    },
    former: [home.bothDoors.hosts],
  });
});

test('the server’s address: asked in a dialog, checked with all the rest, and held as a whole', async () => {
  const bridge = await openHome();
  await place('Web addresses').click();
  await page.getByRole('button', { name: /^The server’s address at home/ }).click();
  const dialog = page.getByRole('dialog', { name: 'The server’s address at home' });
  await field('New address of the server').fill('10.1.1.1');
  await expect.element(dialog).toHaveTextContent('This address is not in the home network above.');
  await field('New address of the server').fill('192.168.178.20');
  await expect.element(dialog).toHaveTextContent('UDP 51820 to 192.168.178.20.');
  await dialog.getByRole('button', { name: 'Review the changes' }).click();
  await expect.element(title('Here is everything that will change')).toBeVisible();
  const [[wanted, , how] = []] = bridge.callsTo('plan:make');
  expect(wanted).toEqual({ ...home.bothDoors, lan: { ...home.bothDoors.lan, address: '192.168.178.20' } });
  expect(how).toEqual({ switchOffApache: false, whole: true });
});

test('a change that did not hold: everything is as before, and what was typed is still there', async () => {
  const bridge = await openHome({ 'plan:make': () => ok({ ...home.plan, whole: true }) });
  await place('Web addresses').click();
  await field('New name for the photos').fill('album');
  await button('Review the changes').click();
  bridge.answer({ 'apply:state': () => ok({ ...home.failedAtCertificate(Date.now()), undone: true }) });
  await button('Make these changes').click();
  await expect.element(title('It did not work out, and everything is as it was')).toBeVisible();
  await expect.element(page.getByRole('alert')).toHaveTextContent('acme-proof-not-seen');
  expect(button('Undo everything so far').elements()).toHaveLength(0);
  await button('Back').click();
  await expect.element(field('New name for the photos')).toHaveValue('album');
});

test('another PC changed the household: said who, looked at again, nothing done', async () => {
  const changed = { ...home.bothDoors, hosts: { ...home.bothDoors.hosts, photos: 'fotos.example-family.net' } };
  const bridge = await openHome({
    'plan:make': () => refusal('household-changed', { by: 'anna', from: 'laptop', at: '2026-11-23 20:14' }),
    'server:refresh': () => ok({ ...home.connected, settings: changed }),
  });
  await place('Web addresses').click();
  await field('New name for the photos').fill('album');
  await button('Review the changes').click();
  await expect.element(page.getByRole('alert')).toHaveTextContent(/anna, from laptop/);
  await button('Look again').click();
  await expect.element(title('Web addresses')).toBeVisible();
  await expect.element(page.getByText('fotos.example-family.net')).toBeVisible();
  expect(bridge.callsTo('server:refresh')).toHaveLength(1);
});

test('a secret that nobody keeps is asked for where the plan is made', async () => {
  const bridge = await openHome({
    'home:look': () => ok(inTrouble(Date.now())),
    'plan:make': (_, { setupToken }) =>
      setupToken === home.setupToken ? ok(home.doorPlan) : refusal('secret-missing', { name: 'setupToken' }),
  });
  await button('Plan the repair').first().click();
  await button('Enter it').click();
  await field('Paste the set-up token here').fill(home.setupToken);
  await page.getByRole('dialog').getByRole('button', { name: 'Continue' }).click();
  await expect.element(title('Here is everything that will change')).toBeVisible();
  expect(bridge.callsTo('plan:make')).toHaveLength(2);
});

test('a set-up that did not come to its end goes on instead of being shown as a home', async () => {
  const bridge = openWindow({
    'server:known': () => ok([home.knownServer]),
    'server:connect': () => ok({ ...home.connected, settings: home.settings }),
    'home:look': () => ok(notFinished(Date.now())),
  });
  await button('Continue').click();
  await button('Connect').click();
  await expect.element(title('homeserver is not finished yet')).toBeVisible();
  expect(bridge.callsTo('plan:make')).toHaveLength(0);
});
