// A program that nobody has opened before, to the day on which it forgets everything again. No server is needed for any of it.
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { button, look, title } from './wizard';
import { expect, test, type App } from '../support/app';

test.use({ isNew: true });

const folderOf = (app: App): string => join(app.configFolder, 'Immich at Home');
const kept = (app: App): Record<string, unknown> =>
  JSON.parse(readFileSync(join(folderOf(app), 'preferences.json'), 'utf8')) as Record<string, unknown>;
const openAbout = (app: App, name = 'About'): Promise<void> => button(app.page, name).click();

test.describe('on a German computer', () => {
  test.use({ locale: 'de-DE' });

  test('begins in German, with one page that says what it keeps and whom it asks', async ({ app }) => {
    const { page } = app;
    await expect(title(page, 'Willkommen')).toBeVisible();
    await expect(page.getByText(folderOf(app), { exact: true })).toBeVisible();
    await expect(page.getByRole('checkbox', { name: /neuere Version/ })).not.toBeChecked();
    await look(page, 'first-start/01-first-page');
    await app.noteShownPaths();
    await button(page, 'Ordner zeigen').click();
    await expect.poll(() => app.shownPaths()).toEqual([folderOf(app)]);
    await page.getByText('English', { exact: true }).click();
    await expect(title(page, 'Welcome')).toBeVisible();
    await page.getByText('Deutsch', { exact: true }).click();
    await expect(title(page, 'Willkommen')).toBeVisible();
    await button(page, 'Los geht’s').focus();
    await page.keyboard.press('Enter');
    await expect(button(page, 'Weiter')).toBeVisible();
    expect(kept(app)).toMatchObject({ welcomed: true, askForProgram: false });
    await app.relaunch();
    await expect(button(app.page, 'Weiter')).toBeVisible();
    await expect(title(app.page, 'Willkommen')).toBeHidden();
  });
});

test('begins by one key press, and asks for newer versions only when ticked', async ({ app }) => {
  const { page } = app;
  await expect(button(page, 'Begin')).toBeFocused();
  await page.getByRole('checkbox', { name: /newer versions/ }).check();
  await button(page, 'Begin').focus();
  await page.keyboard.press('Enter');
  await expect(button(page, 'Continue')).toBeVisible();
  expect(kept(app)).toMatchObject({ welcomed: true, askForProgram: true });
});

test('About says which build it is, shows its folders and licences, and copies a report without secrets', async ({
  app,
}) => {
  const { page } = app;
  await button(page, 'Begin').click();
  await openAbout(app);
  await expect(page.getByText('unsigned build')).toBeVisible();
  await expect(page.getByText('comes from no release')).toBeVisible();
  const licence = page.getByText(/^ssh2 .* · MIT$/);
  await licence.click();
  await expect(page.getByText('Brian White', { exact: false }).first()).toBeVisible();
  await look(page, 'first-start/02-about');
  await app.noteShownPaths();
  await button(page, 'Show folder').click();
  await button(page, 'Show logs').click();
  await expect.poll(() => app.shownPaths()).toEqual([folderOf(app), join(folderOf(app), 'logs')]);
  await button(page, 'Copy a report').click();
  const copied = (): Promise<string> => app.evaluate(({ clipboard }) => clipboard.readText());
  await expect.poll(copied).toContain('Immich at Home');
  expect(await copied()).toContain('first screen');
  expect(await copied()).not.toContain(process.env['HOME'] ?? '/root');
});

test('forgets all of its own and nothing of anybody else, and is then as new', async ({ app }) => {
  const { page } = app;
  await button(page, 'Begin').click();
  const folder = folderOf(app);
  for (const name of ['servers.json', 'host-keys.json', 'phones.json', 'servers.json.damaged', 'phones.json.new'])
    writeFileSync(join(folder, name), '{}');
  writeFileSync(join(folder, 'somebody.txt'), 'theirs');
  mkdirSync(join(folder, 'theirs'));
  writeFileSync(join(folder, 'theirs', 'x'), 'theirs');
  // What a link points to is not ours either.
  symlinkSync(join(folder, 'theirs'), join(folder, 'logs', 'link'));
  await page.evaluate(() => localStorage.setItem('household', '{}'));

  await app.noteShownPaths();
  await openAbout(app);
  await button(page, 'Forget everything on this PC…').click();
  const dialog = page.getByRole('dialog', { name: 'Forget everything on this PC?' });
  await look(page, 'first-start/03-forget');
  await button(dialog, 'Cancel').click();
  expect(existsSync(join(folder, 'servers.json'))).toBe(true);
  await button(page, 'Forget everything on this PC…').click();
  await dialog.getByRole('checkbox').check();
  await button(dialog, 'Forget everything').click();
  await app.ends();
  const left = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => !name.startsWith('.'));
  expect(left.toSorted()).toEqual(['somebody.txt', 'theirs', join('theirs', 'x')]);

  await app.open();
  await expect(title(app.page, 'Welcome')).toBeVisible();
});
