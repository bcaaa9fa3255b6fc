// What a person does in the wizard, said once for all specifications that go the whole way: the same hands, another way in.
// Surprise: each picture that is taken is also looked at by axe, so a screen that cannot be used by everybody fails here as well.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import axe from 'axe-core';
import { admin, hostKeyFingerprint } from '../lab/command-line';
import { internet, tokens } from '../lab/internet/index';
import { phone } from '../lab/lab';
import { domain, owner } from '../lab/names';
import { runOutside } from '../lab/processes';
import { expect, root, type App } from '../support/app';

export const minutes = (n: number): number => n * 60_000;
export const pictures = join(root, 'test-results/screens');

export const button = (within: Page | Locator, name: string | RegExp): Locator =>
  within.getByRole('button', { name, exact: true });
export const field = (page: Page, name: string): Locator => page.getByRole('textbox', { name, exact: true });
export const title = (page: Page, name: string | RegExp): Locator => page.getByRole('heading', { level: 1, name });
/** One of the questions of "A few choices": opened by its own line. */
const question = (page: Page, name: string): Locator => page.getByRole('heading', { level: 2, name, exact: true });

/** A picture for the README and for those who look, and axe's word that everybody can use the screen. */
export async function look(page: Page, name: string): Promise<string> {
  const path = join(pictures, `${name}.png`);
  mkdirSync(dirname(path), { recursive: true });
  await page.screenshot({ path });
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const { axe: inPage } = window as unknown as { axe: typeof axe };
    const found = await inPage.run(document, { resultTypes: ['violations'] });
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  });
  expect(violations, `axe on ${name}`).toEqual([]);
  return path;
}

/** The server as nobody has touched it. Its trees and mounts are changed from outside this PC, where the lab's own programs are. */
export async function plainServer(): Promise<void> {
  await phone.disconnect();
  await runOutside(['env', '-C', root, join(root, 'node_modules/.bin/tsx'), 'scripts/lab.ts', 'reset'], {
    timeoutMs: minutes(5),
  });
  await internet.reset();
}

export type Way = 'Both doors' | 'Home and VPN only' | 'Public door only';
/** The way is a card, and the radio's name is all that stands on it. */
export const way = (page: Page, name: Way): Locator => page.getByRole('radio', { name });

export async function signIn(page: Page, pictureOf: string): Promise<void> {
  await button(page, 'Continue').click();
  await expect(title(page, 'Which computer is your server?')).toBeVisible();
  await page.getByRole('radio', { name: /192\.168\.178\.10/ }).check({ timeout: 30_000 });
  await field(page, 'User on the server').fill(owner.name);
  await field(page, 'Password').fill(owner.password);
  await look(page, `${pictureOf}/02-connect`);
  await button(page, 'Connect').click();
  const dialog = page.getByRole('dialog', { name: 'Is this really your server?' });
  const shown = await dialog.getByRole('img').getAttribute('aria-label');
  expect(shown?.replace(/\s/g, '')).toContain(await hostKeyFingerprint());
  await look(page, `${pictureOf}/02-connect-fingerprint`);
  await button(page, 'They match').click();
}

/** A place of a set-up that stands, by its name in the rail. */
export const place = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: new RegExp(`^${name}`) });

/** The person comes back another day: the server is known, only the password is asked for. */
export async function comeBack(app: App): Promise<void> {
  await app.relaunch();
  await button(app.page, 'Continue').click();
  await expect(app.page.getByRole('radio', { name: /^homeserver.*used before/ })).toBeChecked();
  await expect(field(app.page, 'User on the server')).toHaveValue(owner.name);
  await field(app.page, 'Password').fill(owner.password);
  await button(app.page, 'Connect').click();
  await expect(place(app.page, 'Home')).toBeVisible({ timeout: 30_000 });
}

export async function passCheck(page: Page): Promise<void> {
  await expect(title(page, /Your server is ready|Ready, with/)).toBeVisible({ timeout: minutes(1) });
}

export async function fillInDomain(page: Page): Promise<void> {
  await expect(title(page, 'A few choices')).toBeVisible();
  await field(page, 'Your domain').fill(domain);
}

/** The small token that stays on the server: first one that may only read. */
export async function giveServerToken(page: Page, name: string): Promise<void> {
  await question(page, name).click();
  await field(page, 'Paste the token here').fill(tokens.dnsReadOnly.value);
  await expect(page.getByText('Zone › DNS › Edit', { exact: false }).last()).toBeVisible();
  await field(page, 'Paste the token here').fill(tokens.dnsOnly.value);
  await expect(page.getByText(`Works: may change the DNS of ${domain}`)).toBeVisible({ timeout: 20_000 });
}

export async function openQuestion(page: Page, name: string): Promise<void> {
  await question(page, name).click();
}

export async function fillInAccount(page: Page): Promise<void> {
  await question(page, 'First account').click();
  await field(page, 'Name').fill(admin.name);
  await field(page, 'E-mail, for signing in').fill(admin.email);
  await field(page, 'Password').fill(admin.password);
}

/** Watches the work; where wanted, closes the window in the middle and opens it again. */
export async function makeTheChanges(app: App, { pictureOf = '', reopens = false } = {}): Promise<void> {
  await button(app.page, 'Make these changes').click();
  // The server is compared once more before anything is done; what is little is done soon.
  await expect(title(app.page, /Setting up your server|Your server is set up/)).toBeVisible({ timeout: 30_000 });
  if (reopens) {
    const immich = app.page.getByRole('listitem').filter({ hasText: /Immich/ });
    await expect(immich.getByRole('progressbar')).toBeVisible({ timeout: minutes(4) });
    await look(app.page, `${pictureOf}/06-apply`);
    await app.closeWindow();
    await app.startAgain();
    await expect(title(app.page, /Setting up your server|Your server is set up/)).toBeVisible();
  }
  await expect(title(app.page, /Your server is set up|We stopped/)).toBeVisible({ timeout: minutes(6) });
  expect(await title(app.page, /./).textContent()).toBe('Your server is set up');
}

/** The two settings in the router are left for another day. */
export async function leaveRouterForLater(page: Page): Promise<void> {
  await expect(title(page, /^Two settings in your/)).toBeVisible();
  await button(page, 'Do this later').click();
  await expect(title(page, 'Phones with a direct line')).toBeVisible();
}

/** The text of the code on the screen, as a phone's camera reads it. */
export async function codeForPhone(page: Page, name: string, picture: string): Promise<string> {
  await button(page, 'Add a phone').first().click();
  await field(page, 'Name of the phone').fill(name);
  await button(page, 'Make its code').click();
  await expect(page.getByText('Waiting for the first sign of life')).toBeVisible();
  return phone.readQr(await look(page, picture));
}
