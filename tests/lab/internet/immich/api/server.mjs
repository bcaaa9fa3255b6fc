// What the server tells about itself. Surprise: most of it to anybody, which is why a guests' host must choose.
import { admin, anyone, json, route, user } from './answers.mjs';
import { systemConfig } from './settings.mjs';

export const serverRoutes = [
  route('GET', '/server/ping', anyone, ({ response }) => json(response, 200, { res: 'pong' })),
  route('GET', '/server/version', anyone, ({ response, version }) => json(response, 200, numbers(version))),
  route('GET', '/server/version-history', anyone, ({ response, version }) =>
    json(response, 200, [
      { id: '00000000-0000-4000-8000-000000000001', createdAt: startedAt, version: plain(version) },
    ]),
  ),
  route('GET', '/server/config', anyone, serverConfig),
  route('GET', '/server/features', anyone, ({ response }) => json(response, 200, features)),
  route('GET', '/server/media-types', anyone, ({ response }) => json(response, 200, mediaTypes)),
  route('GET', '/server/about', user('server.about'), about),
  route('GET', '/server/storage', user('server.storage'), ({ response }) => json(response, 200, storage)),
  route('GET', '/server/statistics', admin('server.statistics'), statistics),
  // Nobody signs in by OAuth here, and still the doors to it stand open to anybody.
  route('POST', '/oauth/authorize', anyone, oauthIsOff),
  route('POST', '/oauth/callback', anyone, oauthIsOff),
  route('GET', '/oauth/mobile-redirect', anyone, ({ request, response }) => {
    const query = request.url.split('?')[1] ?? '';
    response.writeHead(307, { location: `app.immich:///oauth-callback?${query}` }).end();
  }),
];

const startedAt = new Date().toISOString();

const features = {
  smartSearch: true,
  facialRecognition: true,
  duplicateDetection: true,
  map: true,
  reverseGeocoding: true,
  importFaces: false,
  sidecar: true,
  search: true,
  trash: true,
  oauth: false,
  oauthAutoLaunch: false,
  ocr: true,
  passwordLogin: true,
  configFile: false,
  email: false,
};

const mediaTypes = {
  image: ['.jpg', '.jpeg', '.png', '.webp', '.gif', '.heic', '.avif'],
  video: ['.mp4', '.mov', '.webm'],
  sidecar: ['.xmp'],
};

const storage = { diskSize: '100.0 GiB', diskAvailable: '60.0 GiB', diskUse: '40.0 GiB', diskUsagePercentage: 40 };

const plain = (version) => version.replace(/^v/, '');

const numbers = (version) => {
  const [major, minor, patch] = plain(version).split('.').map(Number);
  return { major, minor, patch };
};

async function serverConfig({ store, response }) {
  const { server, trash, user: users, oauth, map } = await systemConfig(store);
  json(response, 200, {
    loginPageMessage: server.loginPageMessage,
    trashDays: trash.days,
    userDeleteDelay: users.deleteDelay,
    oauthButtonText: oauth.buttonText,
    isInitialized: await store.hasAdmin(),
    isOnboarded: (await store.metadata('admin-onboarding'))?.isOnboarded ?? false,
    externalDomain: server.externalDomain,
    publicUsers: server.publicUsers,
    mapDarkStyleUrl: map.darkStyle,
    mapLightStyleUrl: map.lightStyle,
    maintenanceMode: false,
  });
}

function about({ response, version }) {
  const versionUrl = `https://github.com/immich-app/immich/releases/tag/${version}`;
  json(response, 200, { version, versionUrl, licensed: false, nodejs: process.version, build: 'lab' });
}

async function statistics({ store, response }) {
  const usageByUser = [];
  for (const { id, name } of await store.users()) {
    usageByUser.push({ userId: id, userName: name, photos: (await store.assets({ id })).length });
  }
  json(response, 200, { photos: usageByUser.reduce((sum, { photos }) => sum + photos, 0), usageByUser });
}

async function oauthIsOff({ response }) {
  json(response, 400, { message: 'OAuth is not enabled', error: 'Bad Request', statusCode: 400 });
}
