// The shell around the wizard, before any server is known: what the page can reach, and what it cannot.
import { expect, test } from '../support/app';

interface Exposed {
  readonly immichAtHome: Record<'invoke' | 'on', (...args: unknown[]) => unknown>;
}

test('opens at the size it was designed for, and says what it is', async ({ app }) => {
  expect(await app.page.evaluate(() => [innerWidth, innerHeight])).toEqual([1040, 720]);
  expect(await app.page.title()).toContain('Immich at Home');
  await expect(app.page.getByRole('heading', { level: 1 })).toBeVisible();
});

test.describe('on a German computer', () => {
  test.use({ locale: 'de-DE', colorScheme: 'dark' });

  test('speaks German, in the dark', async ({ app }) => {
    await expect(app.page.getByRole('button', { name: 'Weiter' })).toBeVisible();
    expect(await app.page.evaluate(() => document.documentElement.lang)).toBe('de');
    expect(await app.page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true);
  });
});

test('gives the page two functions and no channel beyond the contract', async ({ app }) => {
  const found = await app.page.evaluate(() => {
    const { immichAtHome } = window as unknown as Exposed;
    let refusal: unknown;
    try {
      immichAtHome.invoke('shell:run', 'rm');
    } catch (error) {
      refusal = error instanceof Error ? error.message : error;
    }
    return {
      names: Object.keys(immichAtHome).sort(),
      frozen: Object.isFrozen(immichAtHome),
      refusal,
      node: 'process' in window,
    };
  });
  expect(found).toEqual({
    names: ['invoke', 'on'],
    frozen: true,
    refusal: 'not in the contract: shell:run',
    node: false,
  });
});

test('answers input of the wrong shape with a failure, not with trust', async ({ app }) => {
  const answer = await app.page.evaluate(() =>
    (window as unknown as Exposed).immichAtHome.invoke('app:language', 'xx; rm'),
  );
  expect(answer).toMatchObject({ ok: false });
});

test('cannot leave its page, open another, run inline code or ask the network', async ({ app }) => {
  await app.noteOpenedLinks();
  const before = app.page.url();
  const tried = await app.page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.inlineCodeRan = true';
    document.head.append(script);
    const asked = await fetch('https://evil.example/').then(
      () => 'answered',
      () => 'refused',
    );
    window.open('https://evil.example/');
    location.href = 'https://evil.example/';
    return { asked, inline: 'inlineCodeRan' in window };
  });
  expect(tried).toEqual({ asked: 'refused', inline: false });
  await expect(app.page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(app.page.url()).toBe(before);
  expect(await app.openedLinks()).toEqual([]);
});

test('comes up a second time with what the first left', async ({ app }) => {
  await app.relaunch();
  await expect(app.page.getByRole('heading', { level: 1 })).toBeVisible();
});
