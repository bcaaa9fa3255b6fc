// A build says that it is signed only where it can be.
import { expect, it } from 'vitest';
import { canNotarise, editionOf } from '../../../scripts/package/edition';

it('is unsigned, and knows of no releases, without anything in the environment', () => {
  for (const platform of ['linux', 'win32', 'darwin'] as const)
    expect(editionOf(platform, { CSC_LINK: '', GITHUB_REPOSITORY: '' })).toEqual({ signed: false, releases: null });
});

it('is signed where the certificate is there with its password, for the platform it is for', () => {
  const windows = { WIN_CSC_LINK: 'a', WIN_CSC_KEY_PASSWORD: 'b' };
  expect(editionOf('win32', windows).signed).toBe(true);
  expect(editionOf('darwin', windows).signed).toBe(false);
  expect(editionOf('win32', { WIN_CSC_LINK: 'a' }).signed).toBe(false);
  expect(editionOf('linux', { ...windows, CSC_LINK: 'a', CSC_KEY_PASSWORD: 'b' }).signed).toBe(false);
});

it('is notarised with all that the notary wants', () => {
  expect(canNotarise({ APPLE_API_KEY: 'a', APPLE_API_KEY_ID: 'b' })).toBe(false);
  expect(canNotarise({ APPLE_API_KEY: 'a', APPLE_API_KEY_ID: 'b', APPLE_API_ISSUER: 'c' })).toBe(true);
});

it('knows its releases by the repository that it is built in, and believes no other word', () => {
  expect(editionOf('linux', { GITHUB_REPOSITORY: 'a/b' }).releases).toBe('a/b');
  expect(editionOf('linux', { GITHUB_REPOSITORY: 'a/b/../c' }).releases).toBeNull();
});
