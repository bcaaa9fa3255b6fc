import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import App from '../../renderer/App.svelte';
import { cleanUp, render } from '../support/render';

afterEach(cleanUp);

test('the window names the program', async () => {
  render(App, {});
  await expect.element(page.getByRole('heading', { name: 'Immich at Home' })).toBeVisible();
});
