// The way home and nothing else, through the wizard: from a plain Debian 13 that nobody has touched to a video that a phone on mobile
// data sends home. What is true at the end is asked of the outside (the PC, the router, the phone, the server's disk), not of the program.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { vpnAddress } from '../lab/command-line';
import { internet } from '../lab/internet/index';
import { announceDns, phone, portForward, serverExec } from '../lab/lab';
import { addresses, hostnames } from '../lab/names';
import { runIn } from '../lab/processes';
import { expect, test, type App } from '../support/app';
import { answers, forget, logIn, onTheServersDisk, upload, video } from './outside';
import {
  button,
  codeForPhone,
  comeBack,
  fillInAccount,
  fillInDomain,
  giveServerToken,
  look,
  makeTheChanges,
  minutes,
  passCheck,
  pictures,
  plainServer,
  signIn,
  title,
  way,
} from './wizard';

const photos = `https://${hostnames.photos}`;

async function choose(page: Page): Promise<void> {
  await fillInDomain(page);
  await look(page, 'home/04-choose-addresses');
  await giveServerToken(page, 'Cloudflare');
  await look(page, 'home/04-choose-cloudflare');
  await fillInAccount(page);
  await look(page, 'home/04-choose-account');
  await button(page, 'Continue').click();
}

async function setUp(app: App): Promise<void> {
  await expect(title(app.page, 'Here is everything that will change')).toBeVisible({ timeout: minutes(1) });
  await look(app.page, 'home/05-review');
  await makeTheChanges(app, { pictureOf: 'home', reopens: true });
  await look(app.page, 'home/06-apply-finished');
}

test.afterAll(async () => {
  await phone.disconnect();
  await announceDns(addresses.router);
  await portForward(false);
});

test('from a plain Debian to a phone on the road', async ({ app }) => {
  test.setTimeout(minutes(16));
  await test.step('a server that nobody has touched', async () => {
    await plainServer();
    // As at Cloudflare where a public door exists: with AAAA and HTTPS records that lead phones past a home that only answers A.
    const content = 'tunnel.cfargotunnel.com';
    await internet.setRecord({ type: 'CNAME', name: hostnames.photos, content, proxied: true });
  });

  await test.step('Welcome and Connect', async () => {
    await expect(title(app.page, 'How should your family reach the photos?')).toBeVisible();
    await way(app.page, 'Home and VPN only').check();
    await look(app.page, 'home/01-welcome');
    await signIn(app.page, 'home');
  });
  await test.step('Check', async () => {
    await passCheck(app.page);
    await look(app.page, 'home/03-check');
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
    await look(app.page, 'home/07-phones-empty');
    const text = await codeForPhone(app.page, 'Anna’s iPhone', 'home/07-phones-add');
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
    await look(app.page, 'home/07-phones-connected');
    expect(await phone.resolve(hostnames.photos)).toEqual({ status: 'NOERROR', values: [vpnAddress] });
    expect(await phone.resolve(hostnames.photos, 'AAAA')).toEqual({ status: 'NOERROR', values: [] });
    expect(await phone.resolve(hostnames.photos, 'HTTPS')).toEqual({ status: 'NOERROR', values: [] });
  });

  await test.step('300 MB through the tunnel, byte by byte on the server', async () => {
    const film = video('film.mp4', 300_000_000);
    const sent = await upload('phone', film, await logIn('phone'));
    forget(film);
    expect(sent.status, sent.body).toBe(201);
    expect(await onTheServersDisk(200)).toEqual([film.sha256]);
    writeFileSync(join(pictures, 'upload.json'), JSON.stringify({ ...sent, bytes: film.bytes }));
  });

  await test.step('Done', async () => {
    await button(app.page, 'Done').click();
    await expect(app.page.getByText('On the road, direct')).toBeVisible();
    await look(app.page, 'home/07-phones');
    await button(app.page, 'Finish').click();
    await expect(title(app.page, 'The photos have a home')).toBeVisible();
    await look(app.page, 'home/08-done');
  });

  await test.step('another day: the server is known, and its phone can be removed', async () => {
    await comeBack(app);
    await look(app.page, 'home/02-connect-known');
    await button(app.page, /^Phones/)
      .last()
      .click();
    await button(app.page, 'Remove Anna’s iPhone').click();
    await look(app.page, 'home/07-phones-remove');
    await button(app.page, 'Remove').click();
    await expect(app.page.getByText('No phone has a direct line yet.')).toBeVisible();
    expect((await serverExec('wg show wg0 peers')).stdout).toBe('');
    await phone.disconnect();
  });
});
