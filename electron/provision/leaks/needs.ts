/** What guests need, after what an anonymous album page of Immich really asks for. A door that refuses one of these is of no use. */
import type { Headers } from './request';
import type { Visitor } from './visitor';

export interface Need {
  readonly method?: string;
  readonly target: string;
  readonly headers?: Headers;
  readonly body?: string;
}

const icons = [16, 32, 48, 96, 144].map((size) => `/favicon-${size}.png`);
const maskable = [192, 512].map((size) => `/manifest-icon-${size}.maskable.png`);
const files = [
  ...['/service-worker.js', '/custom.css', '/manifest.json', '/robots.txt', '/favicon.ico', '/favicon.png'],
  ...['/apple-icon-180.png', '/feature-panel.png', '/dark_skeleton.png', '/light_skeleton.png', '/_app/version.json'],
  ...['/_app/immutable/entry/start.Ab-1_x.js', '/_app/immutable/chunks/2.D3.js', '/_app/immutable/assets/0.a@b.css'],
  ...icons,
  ...maskable,
];

/** Pages: an album by its key and by its slug, in every spelling a browser makes of one, and a photo in it. */
const pages = ({ key, slug, asset }: Visitor): readonly string[] => [
  ...['', '/', '/photos', `/photos/${asset}`, `/${asset}`].flatMap((end) => [
    `/share/${key}${end}`,
    `/s/${slug}${end}`,
  ]),
  ...[
    '/s/Oma%20%26%20Opa',
    '/s/gr%C3%BC%C3%9Fe',
    '/s/gr%c3%bc%c3%9fe',
    '/s/a%5b%7e%3a',
    '/s/2026',
    "/s/a.b_c~d!e*f'(g)-h",
    `/s/${slug}?utm_source=mail`,
  ],
];

/** Calls that are asked with a link: `by` is `key=…` or `slug=…`. */
const calls = ({ album, asset }: Visitor, by: string): readonly Need[] => [
  ...[
    `/api/shared-links/me?${by}`,
    `/api/timeline/buckets?albumId=${album}&${by}&withStacked=true`,
    `/api/timeline/bucket?${by}&albumId=${album}&timeBucket=2026-07-01T00%3A00%3A00.000Z`,
    `/api/albums/${album}/map-markers?${by}`,
    `/api/assets/${asset}?${by}`,
    `/api/assets/${asset}/thumbnail?size=thumbnail&c=MTIz&${by}`,
    `/api/assets/${asset}/original?${by}&edited=true`,
    `/api/assets/${asset}/video/playback?${by}`,
    `/api/assets/${asset}/video/stream/main.m3u8?${by}`,
    `/api/assets/${asset}/video/stream/${album}/0/playlist.m3u8?${by}`,
    `/api/assets/${asset}/video/stream/${album}/0/init.mp4?${by}`,
    `/api/assets/${asset}/video/stream/${album}/0/seg_12.m4s?${by}`,
  ].map((target) => ({ target })),
  { method: 'DELETE', target: `/api/assets/${asset}/video/stream/${album}?${by}` },
  { method: 'HEAD', target: `/api/assets/${asset}/original?${by}` },
  { target: `/api/assets/${asset}/video/playback?${by}`, headers: [['Range', 'bytes=0-99']] },
  { method: 'POST', target: `/api/shared-links/login?${by}`, body: '{"password":"immich-at-home-leak-run"}' },
  { method: 'POST', target: `/api/download/info?${by}`, body: `{"albumId":"${album}"}` },
  { method: 'POST', target: `/api/download/archive?${by}`, body: `{"assetIds":["${asset}"]}` },
];

export const needs = (visitor: Visitor): readonly Need[] => [
  ...pages(visitor).flatMap((target) => [{ target }, { method: 'HEAD', target }]),
  ...files.map((target) => ({ target })),
  ...['server/config', 'server/features', 'server/media-types', 'public/config'].map((path) => ({
    target: `/api/${path}`,
  })),
  ...calls(visitor, `key=${visitor.key}`),
  ...calls(visitor, `slug=${visitor.slug}`),
];

/** The calls that must not pass without a link, whatever else they say. */
export const linkedCalls = (visitor: Visitor): readonly Need[] =>
  calls(visitor, 'size=preview').filter(({ headers }) => headers === undefined);

/** A picture that a guest adds: let in only where the household wants it. */
export const addPicture = ({ key }: Visitor): Need => ({
  method: 'POST',
  target: `/api/assets?key=${key}`,
  headers: [['Content-Type', 'multipart/form-data; boundary=x']],
  body: '--x--\r\n',
});
