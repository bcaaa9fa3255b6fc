import { expect, test } from 'vitest';
import { fileFor } from '../../../electron/window/bundle-file';

test.each([
  ['/index.html', '/bundle/index.html'],
  ['/assets/a%20b.js', '/bundle/assets/a b.js'],
  ['/assets/../index.html', '/bundle/index.html'],
])('%s is %s', (path, file) => {
  expect(fileFor('/bundle', path)).toBe(file);
});

test.each(['/', '/..%2fsecret', '/%2e%2e/secret', '/..%5csecret', '/a%00.html', '/%', '/../bundle2/x.html'])(
  '%s is outside, or nothing',
  (path) => {
    expect(fileFor('/bundle', path)).toBeUndefined();
  },
);
