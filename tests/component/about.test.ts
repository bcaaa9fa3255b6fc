// The first page, and About: what the program says of itself, and forgetting, which asks twice.
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { ok } from '../../electron/contract/result';
import { aboutReport, freshInfo } from './at-about';
import { openWindow } from './window';

const button = (name: string) => page.getByRole('button', { name, exact: true });

test('a new program begins with one page; the focus is on Begin, and nothing is asked for unless ticked', async () => {
  const bridge = openWindow({ 'app:info': () => ok(freshInfo) });
  await expect.element(button('Begin')).toHaveFocus();
  await expect.element(page.getByText(freshInfo.folder)).toBeVisible();
  await page.getByText('Deutsch', { exact: true }).click();
  await expect.element(page.getByRole('heading', { level: 1, name: 'Willkommen' })).toBeVisible();
  await button('Los geht’s').click();
  expect(bridge.callsTo('app:begin')).toEqual([[false]]);
  await expect.element(page.getByRole('radio').first()).toBeVisible();
});

test('About names the version, and forgets only after a tick', async () => {
  const bridge = openWindow({ 'app:about': () => ok(aboutReport), 'app:licences': () => ok([]) });
  await button('About').click();
  await expect.element(page.getByText('unsigned build')).toBeVisible();
  await button('Forget everything on this PC…').click();
  await button('Forget everything').click({ force: true });
  expect(bridge.callsTo('app:forget')).toEqual([]);
  await page.getByRole('checkbox', { name: /I know the password/ }).click();
  await button('Forget everything').click();
  expect(bridge.callsTo('app:forget')).toEqual([[]]);
});
