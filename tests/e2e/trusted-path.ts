// The two settings in the router and the phones, through the wizard: nothing is set, each setting is made and seen, what is wrong is
// named, and a phone's key lets in exactly one phone as long as the family wants.
// Surprise: what has to turn green within ten seconds is counted from the moment the person has pressed the router's button.
import type { Locator, Page } from '@playwright/test';
import { admin, vpnAddress } from '../lab/command-line';
import { strangersWords } from '../lab/hotel';
import { phone, serverExec } from '../lab/lab';
import { addresses, hostnames } from '../lab/names';
import { runIn } from '../lab/processes';
import { expect, test, type App } from '../support/app';
import { person, withAnotherKey } from './person';
import { button, codeForPhone, field, look, minutes, title } from './wizard';

const soon = { timeout: 10_000 };
const photos = `https://${hostnames.photos}`;

const guideStep = (page: Page, name: string): Locator =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 2, name, exact: true }) });

const ipv4 = 'Let the server answer for names (IPv4)';
const ipv6 = 'The same for IPv6';
const thisPc = 'Switch Wi‑Fi off and on again on this PC';
const forward = 'Share one port, for the direct line only';

export async function namesAtHome({ page }: App): Promise<void> {
  await expect(title(page, 'Two settings in your FRITZ!Box')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('7590 AX, FRITZ!OS 8.02')).toBeVisible();
  await test.step('nothing is set: the checks say so', async () => {
    await expect(guideStep(page, ipv4)).toContainText('It still names itself.', { timeout: 30_000 });
    await expect(guideStep(page, ipv6)).toContainText('It still names itself over IPv6.');
    await expect(guideStep(page, thisPc)).toContainText('This PC goes the long way');
    await look(page, 'home/07-router');
  });
  await test.step('the DNS server: seen within ten seconds, though this PC was told before', async () => {
    await person.setsDns();
    await expect(guideStep(page, ipv4)).toContainText('The router hands it out', soon);
    await expect(guideStep(page, thisPc)).toContainText('This PC was told before', soon);
  });
  await test.step('IPv6 left wrong is found, then put right', async () => {
    await expect(guideStep(page, ipv6)).toContainText('It still names itself over IPv6.');
    await expect(guideStep(page, ipv6).getByText(addresses.home6).first()).toBeVisible();
    await look(page, 'home/07-router-ipv6-wrong');
    await person.setsDns6();
    await expect(guideStep(page, ipv6)).toContainText('The router announces it', soon);
    person.pullsThePcsCable();
    await expect(guideStep(page, thisPc)).toContainText('This PC goes straight there', soon);
    await expect(page.getByRole('tab', { name: 'Done: 1. Names at home' })).toBeVisible();
    await look(page, 'home/07-router-names');
  });
}

export async function portForward({ page }: App): Promise<void> {
  await button(page, 'Next setting').click();
  const reach = page.getByRole('region', { name: /reached from outside/ });
  await test.step('a home with an address of its own, and one behind a carrier', async () => {
    await expect(reach).toContainText('This home can be reached from outside', { timeout: 30_000 });
    await person.movesBehindACarrier();
    await button(reach, 'Ask again').click();
    await expect(reach).toContainText('cannot be reached from outside by a port forward', { timeout: 20_000 });
    await expect(reach).toContainText(
      'one address that your provider shares among many homes; yours, 100.64.7.2, is an inner one',
    );
    await look(page, 'home/07-router-carrier');
    await person.getsAnOwnAddress();
    await serverExec('systemctl start immich-at-home-endpoint.service', { allowFailure: true });
    await button(reach, 'Ask again').click();
    await expect(reach).toContainText('This home can be reached from outside', { timeout: 20_000 });
  });
  await test.step('the forward: seen within ten seconds, both ways', async () => {
    await expect(guideStep(page, forward)).toContainText('No packet yet', soon);
    await look(page, 'home/07-router-port');
    await person.forwards();
    await expect(guideStep(page, forward)).toContainText('The forward works', soon);
    await look(page, 'home/07-router-port-works');
    await person.takesTheForwardAway();
    await expect(guideStep(page, forward)).toContainText('No packet yet', { timeout: 30_000 });
  });
}

/** A phone by its code on the screen; what keeps it out is told apart before it comes in. */
export async function firstPhone({ page }: App): Promise<string> {
  await button(page, 'Add a phone').last().click();
  await expect(title(page, 'Phones with a direct line')).toBeVisible();
  await look(page, 'home/08-phones-empty');
  const config = await codeForPhone(page, 'Anna’s iPhone', 'home/08-phones-add');
  expect(config.split('\n').map((line) => line.split(' = ')[0])).toEqual(
    expect.arrayContaining([
      ...['[Interface]', 'PrivateKey', 'Address', 'DNS', 'MTU'],
      ...['[Peer]', 'PublicKey', 'PresharedKey', 'AllowedIPs', 'Endpoint', 'PersistentKeepalive'],
    ]),
  );
  await test.step('without the forward nothing arrives; with it, a wrong key is told from a missing forward', async () => {
    await phone.connect(await withAnotherKey(config));
    expect((await phone.resolve(hostnames.photos)).status).toBe('TIMEOUT');
    await expect(page.getByText('No packet has reached the server.')).toBeVisible({ timeout: 40_000 });
    await look(page, 'home/08-phones-nothing');
    await person.forwards();
    await expect(page.getByText('It knocks, and its key does not fit.')).toBeVisible({ timeout: 40_000 });
    await look(page, 'home/08-phones-wrong-key');
  });
  await test.step('with its own key the phone comes in, and the window sees it', async () => {
    await phone.disconnect();
    await phone.connect(config);
    await phone.resolve(hostnames.photos);
    await expect(page.getByText('The phone is connected')).toBeVisible({ timeout: minutes(1) });
    await look(page, 'home/08-phones-connected');
    for (const [type, values] of [
      ['A', [vpnAddress]],
      ['HTTPS', []],
    ] as const)
      expect(await phone.resolve(hostnames.photos, type)).toEqual({ status: 'NOERROR', values });
  });
  return config;
}

/** Its Wi-Fi has the home's own subnet, and somebody else the server's own address. */
export async function inTheHotel(config: string): Promise<void> {
  await phone.disconnect();
  await person.goesToTheHotel();
  expect(await phone.connectsWithin(config, 15)).toBe(true);
  expect((await phone.get(`http://${addresses.home}/`)).body).toContain(strangersWords);
  expect(await phone.get(`${photos}/api/server/ping`)).toEqual({ status: 200, body: '{"res":"pong"}' });
  await phone.disconnect();
  await person.leavesTheHotel();
}

/** One of the things that can be done with a phone, from its menu. */
async function choose(page: Page, name: string, what: string): Promise<void> {
  await button(page, `What to do with ${name}`).click();
  await page.getByRole('menuitem', { name: what, exact: true }).click();
}

/** Somebody in the family who has no account yet gets both in one go; the password shown once is good for the first sign-in. */
export async function phoneWithAccount({ page }: App): Promise<void> {
  const [name, email] = ['Ben’s Pixel', 'ben@example-family.net'];
  await button(page, 'Add a phone').click();
  await field(page, 'Name of the phone').fill(name);
  await page.getByText('More choices').click();
  await page.getByLabel('Whose is it?').fill('Ben');
  await page.getByRole('checkbox', { name: /Also make an Immich account/ }).check();
  await field(page, 'E-mail, for signing in').fill(email);
  await button(page, 'Make its code').click();
  await field(page, `Immich password of ${admin.name}`).fill(admin.password);
  await look(page, 'home/08-phones-account');
  await button(page, 'Make its code').click();
  await expect(page.getByText('Waiting for the first sign of life')).toBeVisible({ timeout: 30_000 });
  const made = page.getByRole('paragraph').filter({ hasText: 'Password for the first sign-in' });
  await look(page, 'home/08-phones-account-made');
  const password = (await made.innerText()).trim().split(/\s+/).at(-1) ?? '';
  const signIn = ['curl', '-sS', '-H', 'content-type: application/json', '-d', '@-', `${photos}/api/auth/login`];
  const { stdout } = await runIn('pc', signIn, { input: JSON.stringify({ email, password }) });
  expect(JSON.parse(stdout)).toMatchObject({
    userEmail: email,
    name: 'Ben',
    isAdmin: false,
    shouldChangePassword: true,
  });
  await button(page, 'Finish later').click();
  await button(page, 'Put it away').click();
  await choose(page, name, 'Remove');
  await button(page.getByRole('dialog'), 'Remove').click();
  await expect(button(page, `What to do with ${name}`)).toBeHidden();
}

/** Lost, and replaced in one action: the code in the drawer of the old one is worth nothing. */
export async function replacedPhone({ page }: App, name: string, old: string): Promise<string> {
  await choose(page, name, 'Replace lost phone');
  const dialog = page.getByRole('dialog');
  await look(page, 'home/08-phones-replace');
  await button(dialog, 'Replace').click();
  await expect(page.getByText('Waiting for the first sign of life')).toBeVisible({ timeout: 20_000 });
  const config = await phone.readQr(await look(page, 'home/08-phones-replaced'));
  expect(await phone.connectsWithin(old, 5), 'the old code').toBe(false);
  expect(await phone.connectsWithin(config, 15), 'the new code').toBe(true);
  await expect(page.getByText('The phone is connected')).toBeVisible({ timeout: 20_000 });
  await button(page, 'Done').click();
  return config;
}

export async function removedPhone({ page }: App, name: string, config: string): Promise<void> {
  await choose(page, name, 'Remove');
  await look(page, 'home/08-phones-remove');
  await button(page.getByRole('dialog'), 'Remove').click();
  await expect(page.getByText('No phone has a direct line yet.')).toBeVisible();
  expect((await serverExec('wg show wg0 peers')).stdout).toBe('');
  expect(await phone.connectsWithin(config, 5), 'a removed phone').toBe(false);
  await phone.disconnect();
}
