// The whole way through the wizard: from a plain Debian 13 that nobody has touched to a video that a phone on mobile data sends home.
// What is true at the end is asked of the outside (the PC, the router, the phone, the server's disk), not of the program.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import axe from 'axe-core';
import { admin, hostKeyFingerprint, vpnAddress } from '../lab/command-line';
import { internet, tokens } from '../lab/internet/index';
import { announceDns, phone, portForward, serverExec } from '../lab/lab';
import { addresses, hostnames, owner } from '../lab/names';
import { runIn, runOutside } from '../lab/processes';
import { root, type App, expect, test } from '../support/app';

const minutes = (n: number): number => n * 60_000;
const photos = `https://${hostnames.photos}`;
const pictures = join(root, 'test-results/screens');

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });
const title = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });

/** A picture for the README and for those who look, and axe's word that everybody can use the screen. */
async function look(page: Page, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const { axe: inPage } = window as unknown as { axe: typeof axe };
    const found = await inPage.run(document, { resultTypes: ['violations'] });
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  });
  expect(violations, `axe on ${name}`).toEqual([]);
}

/** The server as nobody has touched it. Its trees and mounts are changed from outside this PC, where the lab's own programs are. */
async function plainServer(): Promise<void> {
  await phone.disconnect();
  await runOutside(['env', '-C', root, join(root, 'node_modules/.bin/tsx'), 'scripts/lab.ts', 'reset'], {
    timeoutMs: minutes(5),
  });
  await internet.reset();
  // As at Cloudflare once a public door exists: with AAAA and HTTPS records that lead phones past a home that only answers A.
  await internet.setRecord({
    type: 'CNAME',
    name: hostnames.photos,
    content: 'tunnel.cfargotunnel.com',
    proxied: true,
  });
}

const answers = async (from: 'pc' | 'router' | 'phone', address: string, port: number): Promise<boolean> =>
  (await runIn(from, ['timeout', '2', 'bash', '-c', `: > /dev/tcp/${address}/${port}`], { allowFailure: true }))
    .code === 0;

async function connectTo(page: Page): Promise<void> {
  await button(page, 'Continue').click();
  await expect(title(page, 'Which computer is your server?')).toBeVisible();
  await page.getByRole('radio', { name: /192\.168\.178\.10/ }).check({ timeout: 30_000 });
  await field(page, 'User on the server').fill(owner.name);
  await field(page, 'Password').fill(owner.password);
  await look(page, '02-connect');
  await button(page, 'Connect').click();
  const dialog = page.getByRole('dialog', { name: 'Is this really your server?' });
  const shown = await dialog.getByRole('img').getAttribute('aria-label');
  expect(shown?.replace(/\s/g, '')).toContain(await hostKeyFingerprint());
  await look(page, '02-connect-fingerprint');
  await button(page, 'They match').click();
}

async function choose(page: Page): Promise<void> {
  await expect(title(page, 'A few choices')).toBeVisible();
  await field(page, 'Your domain').fill('example-family.net');
  await look(page, '04-choose-addresses');
  await page.getByText('Cloudflare', { exact: true }).click();
  await field(page, 'Paste the token here').fill(tokens.dnsReadOnly.value);
  await expect(page.getByText('Zone › DNS › Edit', { exact: false }).last()).toBeVisible();
  await field(page, 'Paste the token here').fill(tokens.dnsOnly.value);
  await expect(page.getByText('Works: may change the DNS of example-family.net')).toBeVisible({ timeout: 20_000 });
  await look(page, '04-choose-cloudflare');
  await page.getByText('First account').click();
  await field(page, 'Name').fill(admin.name);
  await field(page, 'E-mail, for signing in').fill(admin.email);
  await field(page, 'Password').fill(admin.password);
  await look(page, '04-choose-account');
  await button(page, 'Continue').click();
}

/** Watches the work, closes the window in the middle and opens it again. */
async function setUp(app: App): Promise<void> {
  await expect(title(app.page, 'Here is everything that will change')).toBeVisible({ timeout: minutes(1) });
  await look(app.page, '05-review');
  await button(app.page, 'Make these changes').click();
  await expect(title(app.page, 'Setting up your server')).toBeVisible();
  await expect(
    app.page
      .getByRole('listitem')
      .filter({ hasText: /Immich/ })
      .getByRole('progressbar'),
  ).toBeVisible({ timeout: minutes(4) });
  await look(app.page, '06-apply');
  await app.closeWindow();
  await app.startAgain();
  await expect(title(app.page, /Setting up your server|Your server is set up/)).toBeVisible();
  await expect(title(app.page, /Your server is set up|We stopped/)).toBeVisible({ timeout: minutes(6) });
  expect(await title(app.page, /./).textContent()).toBe('Your server is set up');
  await look(app.page, '06-apply-finished');
}

test.afterAll(async () => {
  await phone.disconnect();
  await announceDns(addresses.router);
  await portForward(false);
});

test('from a plain Debian to a phone on the road', async ({ app }) => {
  test.setTimeout(minutes(16));
  await test.step('a server that nobody has touched', plainServer);

  await test.step('Welcome and Connect', async () => {
    await expect(title(app.page, 'How should your family reach the photos?')).toBeVisible();
    await look(app.page, '01-welcome');
    await connectTo(app.page);
  });
  await test.step('Check', async () => {
    await expect(title(app.page, /Your server is ready|Ready, with/)).toBeVisible({ timeout: minutes(1) });
    await look(app.page, '03-check');
    await button(app.page, 'Continue').click();
  });
  await test.step('Choose', () => choose(app.page));
  await test.step('Review and Set up', () => setUp(app));

  await test.step('at home: the same address, a real certificate, nothing behind it', async () => {
    await announceDns(addresses.home);
    const seen = await runIn('pc', ['curl', '-sS', '-v', `${photos}/api/server/ping`]);
    expect(seen.stdout).toBe('{"res":"pong"}');
    expect(seen.stderr).toMatch(/issuer: CN=Pebble Intermediate/);
    expect(JSON.parse((await runIn('pc', ['curl', '-sS', `${photos}/whoami`])).stdout)).toMatchObject({
      address: addresses.pc,
      cloudflare: false,
    });
    for (const type of ['AAAA', 'HTTPS']) {
      const { stdout } = await runIn('pc', [
        'dig',
        '+noall',
        '+comments',
        '+answer',
        `@${addresses.home}`,
        hostnames.photos,
        type,
      ]);
      expect(stdout, type).toMatch(/status: NOERROR/);
      expect(stdout, type).toMatch(/ANSWER: 0/);
    }
    for (const port of [2283, 8283])
      for (const from of ['pc', 'router'] as const)
        expect(await answers(from, addresses.home, port), `${port} from ${from}`).toBe(false);
    for (const port of [22, 53, 80, 443, 2283, 8283])
      expect(await answers('phone', addresses.routerWan, port), `${port} from the internet`).toBe(false);
  });

  const config = await test.step('Phones: a code on the screen', async () => {
    await button(app.page, 'Continue').click();
    await expect(title(app.page, 'Phones with a direct line')).toBeVisible();
    await look(app.page, '07-phones-empty');
    await button(app.page, 'Add a phone').first().click();
    await field(app.page, 'Name of the phone').fill('Anna’s iPhone');
    await button(app.page, 'Make its code').click();
    await expect(app.page.getByText('Waiting for the first sign of life')).toBeVisible();
    await look(app.page, '07-phones-add');
    const text = await phone.readQr(join(pictures, '07-phones-add.png'));
    expect(text.split('\n').map((line) => line.split(' = ')[0])).toEqual(
      expect.arrayContaining([
        '[Interface]',
        'PrivateKey',
        'Address',
        'DNS',
        'MTU',
        '[Peer]',
        'PublicKey',
        'PresharedKey',
        'AllowedIPs',
        'Endpoint',
        'PersistentKeepalive',
      ]),
    );
    return text;
  });

  await test.step('without the port forward the phone has nothing; with it, the direct line', async () => {
    await phone.connect(config);
    expect((await phone.resolve(hostnames.photos)).status).toBe('TIMEOUT');
    await portForward(true);
    await expect(app.page.getByText('The phone is connected')).toBeVisible({ timeout: minutes(1) });
    await look(app.page, '07-phones-connected');
    expect(await phone.resolve(hostnames.photos)).toEqual({ status: 'NOERROR', values: [vpnAddress] });
    expect(await phone.resolve(hostnames.photos, 'AAAA')).toEqual({ status: 'NOERROR', values: [] });
    expect(await phone.resolve(hostnames.photos, 'HTTPS')).toEqual({ status: 'NOERROR', values: [] });
  });

  await test.step('300 MB through the tunnel, byte by byte on the server', async () => {
    const login = await runIn('phone', [
      'curl',
      '-sS',
      '-H',
      'content-type: application/json',
      '-d',
      JSON.stringify({ email: admin.email, password: admin.password }),
      `${photos}/api/auth/login`,
    ]);
    const { accessToken } = JSON.parse(login.stdout) as { accessToken: string };
    const when = '2026-11-01T12:00:00Z';
    const sent = await phone.upload(
      `${photos}/api/assets`,
      300_000_000,
      { authorization: `Bearer ${accessToken}` },
      { deviceAssetId: 'e2e', deviceId: 'e2e', fileCreatedAt: when, fileModifiedAt: when },
    );
    expect(sent.status, sent.body).toBe(201);
    const { stdout } = await serverExec(`find /srv/photos -type f -size +200M -exec sha256sum {} +`);
    expect(stdout.split(/\s+/)[0]).toBe(sent.sha256);
    writeFileSync(join(pictures, 'upload.json'), JSON.stringify(sent));
  });

  await test.step('Done', async () => {
    await button(app.page, 'Done').click();
    await expect(app.page.getByText('On the road, direct')).toBeVisible();
    await look(app.page, '07-phones');
    await button(app.page, 'Finish').click();
    await expect(title(app.page, 'The photos have a home')).toBeVisible();
    await look(app.page, '08-done');
  });

  await test.step('another day: the server is known, and its phone can be removed', async () => {
    await app.relaunch();
    await button(app.page, 'Continue').click();
    await expect(app.page.getByRole('radio', { name: /^homeserver.*used before/ })).toBeChecked();
    await expect(field(app.page, 'User on the server')).toHaveValue(owner.name);
    await field(app.page, 'Password').fill(owner.password);
    await button(app.page, 'Connect').click();
    await expect(title(app.page, 'homeserver is set up already')).toBeVisible({ timeout: 30_000 });
    await look(app.page, '02-connect-known');
    await button(app.page, /^Phones/)
      .last()
      .click();
    await button(app.page, 'Remove Anna’s iPhone').click();
    await look(app.page, '07-phones-remove');
    await button(app.page, 'Remove').click();
    await expect(app.page.getByText('No phone has a direct line yet.')).toBeVisible();
    expect((await serverExec('wg show wg0 peers')).stdout).toBe('');
    await phone.disconnect();
  });
});
