// Opens the window in the test's page, with a bridge that answers as scripted.
import { expect, onTestFinished } from 'vitest';
import { page } from 'vitest/browser';
import { ok } from '../../electron/contract/result';
import App from '../../renderer/App.svelte';
import '../../renderer/styles/base.css';
import { cleanUp, render } from '../support/render';
import { FakeBridge } from './fake-bridge';
import type { Settings } from '../../electron/contract/settings';
import { noteHousehold } from '../../renderer/state/household';
import * as home from './household';

/** As the settings of a new household go out: its IPv6 network in the VPN is made up anew each time. */
export const madeAnew = (settings: Settings): Settings => ({
  ...settings,
  vpn: { ...settings.vpn, network6: expect.stringMatching(/^fd[0-9a-f]{2}(:[0-9a-f]{1,4}){3}::\/64$/) as string },
});

/** A place of a set-up that stands, by its name in the rail. */
export const place = (name: string) =>
  page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: new RegExp(`^${name}`) });

/** One of the ways that the server's place lists. */
export async function atTheServer(way: string): Promise<void> {
  await place('Server').click();
  await page.getByRole('main').getByRole('button', { name: way, exact: true }).click();
}

type Script = ConstructorParameters<typeof FakeBridge>[0];

/** `noted`: what this PC noted of a household before the window was opened. */
export function openWindow(script: Script = {}, noted: Settings | null = null): FakeBridge {
  const bridge = new FakeBridge({
    'server:discover': () => ok([{ address: '192.168.178.10', name: 'homeserver', system: 'Debian 13' }]),
    'server:connect': () => ok(home.connected),
    'server:check': () => ok(home.readyReport),
    'settings:token': () => ok({ zone: 'example-family.net', tooWide: [] }),
    'plan:make': () => ok(home.plan),
    'phone:list': () => ok(home.phoneList(Date.now())),
    'phone:add': () => ok(home.phoneCode),
    ...script,
  });
  localStorage.clear();
  if (noted) noteHousehold({ hostname: home.connected.hostname, settings: noted });
  onTestFinished(cleanUp);
  render(App, { bridge });
  return bridge;
}
