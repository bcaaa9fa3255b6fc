// The line to the releases: what is no answer, too much of one, or came over a line that others can write on.
import { afterEach, expect, it, vi } from 'vitest';
import { get, textOf } from '../../../electron/update/get';

afterEach(() => {
  vi.unstubAllGlobals();
});

const answering = (text: string, url: string, status = 200): void => {
  vi.stubGlobal('fetch', async () => Object.defineProperty(new Response(text, { status }), 'url', { value: url }));
};

it('an answer that was redirected within TLS is one', async () => {
  answering('fine', 'https://objects.example/x');
  expect(await textOf(await get('https://github.example/x', {}), 100)).toBe('fine');
});

it('one that left TLS is none', async () => {
  answering('fine', 'http://objects.example/x');
  await expect(get('https://github.example/x', {})).rejects.toThrow('github.example leads to http://');
});

it('a refusal is none', async () => {
  answering('', 'https://github.example/x', 404);
  await expect(get('https://github.example/x', {})).rejects.toThrow('github.example answered 404');
});

it('more than was expected is not read to its end', async () => {
  let asked = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      asked += 1;
      controller.enqueue(new Uint8Array(1000));
    },
  });
  await expect(textOf(new Response(endless), 10_000)).rejects.toThrow('more than 10000 bytes');
  expect(asked).toBeLessThan(20);
});
