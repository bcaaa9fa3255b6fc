// The other places of a set-up that stands, as a family uses them: an update, a second copy, a recovery kit, leaving; and on a server
// that is new or somebody else's, the kit put back and Immich taken over.
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { ok } from '../../electron/contract/result';
import * as atPlaces from './at-places';
import { refusal, type FakeBridge } from './fake-bridge';
import * as home from './household';
import { openWindow } from './window';

const button = (name: string) => page.getByRole('button', { name, exact: true });
const title = (name: string) => page.getByRole('heading', { level: 1, name, exact: true });
const field = (name: string) => page.getByLabelText(name, { exact: true });
const dialog = (name: string) => page.getByRole('dialog', { name });

type Script = Parameters<typeof openWindow>[0];

async function visit(place: string, script: Script): Promise<FakeBridge> {
  const bridge = openWindow({
    'server:known': () => ok([home.knownServer]),
    'server:connect': () => ok({ ...home.connected, settings: home.bothDoors }),
    'plan:make': () => ok(home.doorPlan),
    ...script,
  });
  await button('Continue').click();
  await button('Connect').click();
  await button(place).click();
  return bridge;
}

async function firstLook(script: Script): Promise<FakeBridge> {
  const bridge = openWindow({
    'server:connect': () => ok(home.connected),
    'server:check': () => ok(home.readyReport),
    'plan:make': () => ok(home.plan),
    ...script,
  });
  await page.getByRole('radio', { name: 'Home and VPN only' }).click();
  await button('Continue').click();
  await page.getByRole('radio', { name: 'Another address' }).click();
  await field('Name or IP address').fill('homeserver');
  await field('User on the server').fill('owner');
  await field('Password').last().fill('wonder land');
  await button('Connect').click();
  return bridge;
}

/** What of the settings the last plan was asked to change. */
const wished = (bridge: FakeBridge) => bridge.callsTo('plan:make').at(-1) ?? [];

test('the newest release that can be chosen is; its plan holds as a whole', async () => {
  const bridge = await visit('Updates', { 'update:look': () => ok(atPlaces.muchIsNew(Date.now())) });
  await expect.element(title('Immich v4.1.0 is there')).toBeVisible();
  await expect.element(page.getByRole('radio', { name: 'Immich v5.0.0' })).toBeDisabled();
  await button('Review the update to v4.1.0').click();
  await expect.element(title('Here is everything that will change')).toBeVisible();
  const [settings, , options] = wished(bridge);
  expect(settings).toMatchObject({ immich: { version: 'v4.1.0', images: null } });
  expect(options).toMatchObject({ whole: true });
});

test('whether newer versions of this program are looked for is asked, and remembered by the main process', async () => {
  const bridge = await visit('Updates', {
    'update:look': () => ok(atPlaces.upToDate(Date.now())),
    'update:ask': () => ok(undefined),
  });
  await page.getByRole('checkbox', { name: 'Look for newer versions of this program' }).click();
  expect(bridge.callsTo('update:ask')).toEqual([[true]]);
});

test('a copy goes onto the disk that was chosen, and not onto one that is too small', async () => {
  const bridge = await visit('Backup', { 'backup:look': () => ok(atPlaces.noCopy(Date.now())) });
  await expect.element(title('Photos: no second copy')).toBeVisible();
  await page.getByRole('radio', { name: '/mnt/old' }).click();
  await expect.element(page.getByText('Only 240 GB are free there')).toBeVisible();
  await expect.element(button('Review')).toHaveAttribute('aria-disabled', 'true');
  await page.getByRole('radio', { name: '/mnt/usb' }).click();
  await button('Review').click();
  await expect.element(title('Here is everything that will change')).toBeVisible();
  expect(wished(bridge)[0]).toMatchObject({ backup: { folder: '/mnt/usb/immich-copy', photos: true } });
});

test('without a second disk it is said why there is nothing to choose', async () => {
  await visit('Backup', { 'backup:look': () => ok(atPlaces.noSecondDisk(Date.now())) });
  await expect.element(page.getByText('No second disk was found on the server.')).toBeVisible();
  await expect.element(button('Review')).not.toBeInTheDocument();
});

test('a kit is saved when its passphrase is on paper, and the passphrase is gone with the dialog', async () => {
  const bridge = await visit('Backup', {
    'backup:look': () => ok(atPlaces.copied(Date.now())),
    'kit:passphrase': () => ok('tulip-harbor-mosaic-lantern'),
    'kit:save': () => ok({ path: '/home/anna/kit.age', phones: 4 }),
  });
  await button('Save a recovery kit').click();
  await field('Passphrase').fill('short');
  await expect.element(field('Passphrase')).toHaveAccessibleDescription('Use at least 12 characters.');
  await button('Make one up').click();
  await expect.element(field('Passphrase')).toHaveValue('tulip-harbor-mosaic-lantern');
  await expect.element(button('Save the file')).toHaveAccessibleDescription('Write it down first.');
  await userEvent.keyboard('{Enter}');
  expect(bridge.callsTo('kit:save')).toEqual([]);
  await page.getByRole('checkbox', { name: 'I have written it down, outside of this PC' }).click();
  await button('Save the file').click();
  await expect.element(page.getByText('with 4 phones')).toBeVisible();
  expect(bridge.callsTo('kit:save')).toEqual([[{ passphrase: 'tulip-harbor-mosaic-lantern' }]]);
  await button('Close').click();
  await button('Save a recovery kit').click();
  await expect.element(field('Passphrase')).toHaveValue('');
});

test('everything goes, the photos too only by their folder and the family’s address, typed', async () => {
  const bridge = await visit('Server', { 'plan:leave': () => ok(atPlaces.farewell) });
  await page.getByRole('button', { name: 'Take everything away' }).click();
  const question = dialog('Take everything away?');
  await question.getByRole('checkbox', { name: 'Delete the photos and videos too' }).click();
  await expect.element(button('Review what goes')).toHaveAttribute('aria-disabled', 'true');
  await field('Folder of the photos').fill('/srv/photos');
  await field('The family’s address').fill('photos.example-family.net');
  await button('Review what goes').click();
  await expect.element(page.getByText('What stays')).toBeVisible();
  expect(bridge.callsTo('plan:leave')).toEqual([
    [
      {
        deletePhotos: true,
        deleteDatabase: false,
        words: ['/srv/photos', 'photos.example-family.net'],
        setupToken: null,
      },
    ],
  ]);
});

test('without a yes to deleting, no word is asked for and none is sent', async () => {
  const bridge = await visit('Server', { 'plan:leave': () => ok(atPlaces.farewell) });
  await page.getByRole('button', { name: 'Take everything away' }).click();
  await button('Review what goes').click();
  await expect.element(page.getByText('What stays')).toBeVisible();
  expect(bridge.callsTo('plan:leave')).toEqual([
    [{ deletePhotos: false, deleteDatabase: false, words: [], setupToken: null }],
  ]);
});

test('a kit makes a new server the one it is of, at its own address at home', async () => {
  let right = false;
  const bridge = await firstLook({
    'kit:open': () => (right ? ok(atPlaces.kit) : refusal('kit-passphrase-wrong', { path: atPlaces.kit.path })),
  });
  await button('I have a recovery kit').click();
  await field('Passphrase').fill('not the one');
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('alert')).toBeVisible();
  right = true;
  await button('Choose the file').click();
  await expect.element(page.getByText('The old server must stay off.')).toBeVisible();
  await button('Use it for this server').click();
  await expect.element(title('Here is everything that will change')).toBeVisible();
  const [settings, , options] = wished(bridge);
  expect(settings).toMatchObject({ hosts: home.bothDoors.hosts, lan: { address: '192.168.178.10' } });
  expect(options).toMatchObject({ kit: true });
});

test('somebody’s own Immich is taken over with what it has, and then stops nobody', async () => {
  let looked = false;
  const bridge = await firstLook({
    'server:check': () => ok(looked ? home.readyReport : home.claimedReport),
    'adopt:look': () => {
      looked = true;
      return ok(atPlaces.handMade);
    },
  });
  await button('Look at it').click();
  await expect.element(page.getByText('The guests’ host opens all of Immich')).toBeVisible();
  await button('Take it over').click();
  await button('Continue').click();
  await expect.element(title('A few choices')).toBeVisible();
  const [draft] = bridge.callsTo('settings:check').at(-1) ?? [];
  expect(draft).toMatchObject({
    adopts: '/opt/immich',
    immich: { version: 'v3.2.4' },
    photos: { folder: '/mnt/data/photos' },
    database: { folder: '/opt/immich/postgres' },
    vpn: { network: '10.66.0.0/22', port: 51820 },
  });
});
