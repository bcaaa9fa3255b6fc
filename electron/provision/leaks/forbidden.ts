/** What the guests' host must not open, plainly asked: pages, calls and methods of Immich that are no part of a shared album. */
import type { Need } from './needs';
import type { Visitor } from './visitor';

const pages = [
  ...[
    '/',
    '/photos',
    '/admin',
    '/admin/users',
    '/admin/system-settings',
    '/auth/login',
    '/auth/register',
    '/auth/onboarding',
  ],
  ...[
    '/auth/change-password',
    '/auth/pin-prompt',
    '/user-settings',
    '/albums',
    '/sharing',
    '/shared-links',
    '/explore',
  ],
  ...['/search', '/map', '/people', '/places', '/memory', '/trash', '/archive', '/favorites', '/locked', '/utilities'],
  ...['/folders', '/tags', '/partners', '/buy', '/maintenance', '/link', '/share', '/share/', '/s', '/s/', '/sharex/y'],
  ...[
    '/admin/x.js',
    '/auth/login.css',
    '/photos.png',
    '/apixyz',
    '/shared-links/x',
    '/doc',
    '/doc/',
    '/doc/index.html',
  ],
  ...['/index.html', '/whoami', '/metrics', '/.env', '/.well-known/immich', '/_app', '/_app/', '/_app/immutable'],
  ...[
    '/_app/immutable/',
    '/_app/env.js',
    '/_app/version.json/x',
    '/robots.txt/x',
    '/favicon-17.png',
    '/favicon.png.bak',
  ],
  ...[
    '/custom.css.map',
    '/manifest.json5',
    '/api',
    '/api/',
    '/api/spec.json',
    '/api/doc',
    '/api/docs',
    '/upload/a.jpg',
  ],
];

const reads = [
  ...['server/ping', 'server/version', 'server/about', 'server/storage', 'server/statistics', 'server/version-history'],
  ...['server/version-check', 'server/license', 'server/theme', 'server/apk-links', 'server/configx', 'server'],
  ...['users', 'users/me', 'users/me/preferences', 'users/me/license', 'admin/users', 'admin/maintenance/status'],
  ...[
    'auth/status',
    'auth/validateToken',
    'sessions',
    'api-keys',
    'api-keys/me',
    'albums',
    'albums/statistics',
    'assets',
  ],
  ...['assets/statistics', 'assets/random', 'people', 'faces?id=x', 'partners?direction=shared-by', 'memories', 'tags'],
  ...['stacks', 'activities', 'libraries', 'jobs', 'queues', 'notifications', 'duplicates', 'search/explore'],
  ...[
    'search/cities',
    'search/places?name=x',
    'map/markers',
    'map/reverse-geocode?lat=1&lon=1',
    'timeline',
    'shared-links',
  ],
  ...['shared-links/mex', 'shared-links/login', 'download/info', 'download/archive', 'system-config'],
  ...['system-config/defaults', 'system-config/storage-template-options', 'system-metadata/admin-onboarding'],
  ...['view/folder', 'view/folder/unique-paths', 'oauth/authorize', 'oauth/callback?code=x', 'oauth/mobile-redirect'],
  ...['oauth/link', 'reports', 'workflows', 'plugins', 'sync/ack', 'trash', 'public', 'public/configx', 'config'],
  ...['socket.io/?EIO=4&transport=polling', 'socket.io/?EIO=4&transport=websocket', 'custom-css', 'media-types'],
];

/** Calls on what a link shows, which go further than its page ever does. */
const beyond = ({ album, asset }: Visitor): readonly string[] => [
  ...[`albums/${album}`, `albums/${album}/assets`, `albums/${album}/users`, `albums/${album}/map-markers/x`],
  ...[`assets/${asset}/metadata`, `assets/${asset}/ocr`, `assets/${asset}/originalx`, `assets/${asset}/edits`],
  ...[`assets/${asset}/video`, `assets/${asset}/video/stream`, `assets/device/x`, `people/${asset}/thumbnail`],
  ...[`users/${album}/profile-image`, `shared-links/${album}`, `activities?albumId=${album}`, `timeline/bucketsx`],
];

const writes = ({ album, asset }: Visitor): readonly (readonly [string, string])[] => [
  ...[
    'auth/login',
    'auth/admin-sign-up',
    'auth/logout',
    'auth/change-password',
    'auth/pin-code',
    'auth/validateToken',
  ].map((path) => ['POST', path] as const),
  ...['oauth/authorize', 'oauth/callback', 'oauth/link', 'oauth/backchannel-logout'].map(
    (path) => ['POST', path] as const,
  ),
  ...[
    'api-keys',
    'admin/users',
    'albums',
    'shared-links',
    'sessions',
    'libraries',
    'jobs',
    'tags',
    'stacks',
    'people',
  ].map((path) => ['POST', path] as const),
  ...[
    'search/metadata',
    'search/smart',
    'search/random',
    'assets/bulk-upload-check',
    'assets/exist',
    'assets/jobs',
  ].map((path) => ['POST', path] as const),
  ...[
    'trash/empty',
    'trash/restore',
    'system-metadata/admin-onboarding',
    'server/license',
    'activities',
    'memories',
  ].map((path) => ['POST', path] as const),
  ['PUT', 'system-config'],
  ['PUT', 'assets'],
  ['PUT', `assets/${asset}`],
  ['PUT', `assets/${asset}/original`],
  ['PUT', `albums/${album}/assets`],
  ['PUT', `shared-links/${album}/assets`],
  ['PUT', 'users/me'],
  ['PATCH', `albums/${album}`],
  ['PATCH', `shared-links/${album}`],
  ['DELETE', 'assets'],
  ['DELETE', `assets/${asset}`],
  ['DELETE', `albums/${album}`],
  ['DELETE', `albums/${album}/assets`],
  ['DELETE', `shared-links/${album}`],
  ['DELETE', `shared-links/${album}/assets`],
  ['DELETE', 'sessions'],
];

/** Methods that nobody needs on what is open. */
const oddMethods = [
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'MKCOL',
  'COPY',
  'PURGE',
  'get',
  'Get',
];

export function forbidden(visitor: Visitor): readonly Need[] {
  const { key } = visitor;
  const linked = (target: string): string => `${target}${target.includes('?') ? '&' : '?'}key=${key}`;
  const body = '{}';
  return [
    ...pages.map((target) => ({ target })),
    ...reads.map((path) => ({ target: `/api/${path}` })),
    ...[...reads.slice(0, 24), ...beyond(visitor)].map((path) => ({ target: linked(`/api/${path}`) })),
    ...writes(visitor).map(([method, path]) => ({ method, target: linked(`/api/${path}`), body })),
    ...['auth/login', 'auth/admin-sign-up'].map((path) => ({ method: 'POST', target: `/api/${path}`, body })),
    ...oddMethods.map((method) => ({ method, target: `/share/${key}` })),
    ...oddMethods.map((method) => ({ method, target: `/api/shared-links/me?key=${key}` })),
    ...oddMethods.slice(0, 5).map((method) => ({ method, target: '/api/server/config' })),
    { method: 'HEAD', target: '/admin' },
    { method: 'HEAD', target: '/api/users/me' },
  ];
}
