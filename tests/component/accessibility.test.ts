// Every scene of every screen through axe, light and dark: no violation at all. And what the content security policy would
// refuse in the real window (style attributes) must not be there at all.
import axe from 'axe-core';
import { onTestFinished, describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import App from '../../renderer/App.svelte';
import '../../renderer/styles/base.css';
import { noteHousehold } from '../../renderer/state/household';
import { cleanUp, render } from '../support/render';
import { connected, settings } from './household';
import { play } from './play';
import { infoFor, sceneNames, scenes, type Scene, type SceneName } from './scenes';

async function show(name: SceneName, language: 'en' | 'de', theme: 'light' | 'dark'): Promise<void> {
  const scene: Scene = scenes[name];
  noteHousehold({ hostname: connected.hostname, settings: scene.noted ?? settings });
  const bridge = scene.bridge(infoFor(language, theme));
  onTestFinished(cleanUp);
  render(App, { bridge });
  await play(scene.steps, bridge);
}

/** Colours on their way from one state to another are nobody's contrast. */
async function settled(): Promise<void> {
  const ending = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
  await Promise.all(ending.map((one) => one.finished));
}

async function violations(): Promise<string[]> {
  await settled();
  const found = await axe.run(document, {
    // The page belongs to the test runner; a window has its own.
    rules: { 'page-has-heading-one': { enabled: true }, 'landmark-one-main': { enabled: true } },
  });
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

describe.each(sceneNames)('%s', (name) => {
  test('nothing for axe to say, and no style attribute', async () => {
    await page.viewport(1040, 720);
    await show(name, 'en', 'light');
    expect(document.querySelectorAll('[style]')).toHaveLength(0);
    expect(await violations()).toEqual([]);
  });

  test('nor in the dark, in German, in the smallest window, which nothing leaves at its side', async () => {
    await page.viewport(900, 640);
    await show(name, 'de', 'dark');
    expect(await violations()).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(900);
  });
});
