// The window asks for everything to go: by the server's own settings, and photos and database only with the words for it.
import { beforeEach, describe, expect, it } from 'vitest';
import { codeOf, household, request, setStage, type Stage } from './workplace';

let stage: Stage;
beforeEach(() => (stage = setStage()));
const wish = { deletePhotos: false, deleteDatabase: false, words: [], setupToken: null };
const words = [household.photos.folder, household.hosts.photos];
const asked = (more: Partial<Parameters<(typeof stage.handlers)['plan:leave']>[0]> = {}) =>
  stage.handlers['plan:leave']({ ...wish, ...more });

describe('a plan that takes everything away', () => {
  beforeEach(async () => {
    await stage.handlers['server:connect'](request);
    stage.onServer = household;
  });

  it('is made of what stands on the server, and keeps photos and database', async () => {
    await asked();
    expect(stage.plannedWith.at(-1)).toMatchObject({
      settings: household,
      leaving: { deletePhotos: false, deleteDatabase: false },
    });
  });

  it.each([
    ['none', []],
    ['one', words.slice(0, 1)],
    ['another folder', ['/srv', household.hosts.photos]],
    ['the other way round', words.toReversed()],
  ])('deletes nothing where %s of the words were typed', async (_, typed) => {
    expect(await codeOf(asked({ deletePhotos: true, words: typed }))).toBe('leave-not-confirmed');
    expect(await codeOf(asked({ deleteDatabase: true, words: typed }))).toBe('leave-not-confirmed');
    expect(stage.plannedWith).toEqual([]);
  });

  it('deletes what was asked for where both were', async () => {
    await asked({ deletePhotos: true, words });
    expect(stage.plannedWith.at(-1)?.leaving).toEqual({ deletePhotos: true, deleteDatabase: false });
  });

  it('opens the account at Cloudflare with the token that was typed', async () => {
    await asked({ setupToken: 'good-wide-token' });
    expect(stage.accounts).toEqual(['good-wide-token']);
  });

  it('is not made of a server that was never set up', async () => {
    stage.onServer = null;
    expect(await codeOf(asked())).toBe('not-set-up');
  });
});
