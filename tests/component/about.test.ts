// The first page, and About: what the program says of itself, and forgetting, which asks twice.
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { failure } from '../../electron/contract/failure';
import { failed, ok, type Result } from '../../electron/contract/result';
import type { Failure } from '../../electron/contract/failure';
import { aboutReport, freshInfo, signedReport } from './at-about';
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

test('an unsigned build leads to the release page, and fetches nothing', async () => {
  const bridge = openWindow({ 'app:about': () => ok(aboutReport) });
  await button('About').click();
  await button('Open the release page').click();
  expect(bridge.callsTo('app:open')).toEqual([['program-release']]);
  await expect.element(button('Update now')).not.toBeInTheDocument();
});

test('a signed build fetches a newer one when asked to, shows how far, can be cancelled, and is replaced when told', async () => {
  let arrived: (answer: Result<boolean, Failure>) => void = () => undefined;
  const bridge = openWindow({
    'app:info': () => ok({ ...freshInfo, welcomed: true, platform: 'windows' }),
    'app:about': () => ok(signedReport()),
    'program:fetch': () => new Promise((resolve) => (arrived = resolve)),
  });
  await button('About').click();
  await button('Update now').click();
  bridge.tell('program:progress', { bytes: 50_000_000, of: 100_000_000 });
  await expect.element(page.getByText('Fetching: 50 MB of 100 MB')).toBeVisible();
  await expect.element(button('Cancel')).toHaveFocus();
  await button('Cancel').click();
  expect(bridge.callsTo('program:cancel')).toEqual([[]]);
  arrived(ok(false));
  await expect.element(button('Update now')).toHaveFocus();
  await button('Update now').click();
  arrived(ok(true));
  await expect.element(page.getByText('signed by whoever signed this program')).toBeVisible();
  expect(bridge.callsTo('program:install')).toEqual([]);
  await expect.element(button('Close and update')).toHaveFocus();
  await button('Close and update').click();
  expect(bridge.callsTo('program:install')).toEqual([[]]);
});

test('what is not from us is said so, and nothing is offered to be started', async () => {
  openWindow({
    'app:about': () => ok(signedReport()),
    'program:fetch': () => failed(failure('program-not-ours', {}, { detail: 'signed by CN=Eve' })),
  });
  await button('About').click();
  await button('Update now').click();
  await expect.element(page.getByText('The newer version is not signed by us')).toBeVisible();
  await expect.element(button('Close and update')).not.toBeInTheDocument();
});

test('where work goes on, the update waits; where the installer is gone, it is fetched again', async () => {
  let answer = failed(failure('apply-locked', { holder: 'anna', since: '2026-11-22T20:00:00Z', from: 'pc' }));
  openWindow({
    'app:about': () => ok(signedReport()),
    'program:fetch': () => ok(true),
    'program:install': () => answer,
  });
  await button('About').click();
  await button('Update now').click();
  await button('Close and update').click();
  await expect.element(page.getByRole('alert')).toBeVisible();
  await expect.element(button('Close and update')).toBeVisible();
  answer = failed(failure('program-not-fetched', {}));
  await button('Close and update').click();
  await expect.element(button('Update now')).toBeVisible();
});

test('on a Mac, the menu opens About', async () => {
  const bridge = openWindow({ 'app:about': () => ok(aboutReport) });
  await expect.element(button('About')).toBeVisible();
  bridge.tell('about:open', null);
  await expect.element(page.getByText('unsigned build')).toBeVisible();
});
