// Every API call the stand-in answers: method, path, who may, and the answer.
import { createReadStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { extname, join } from 'node:path';
import { defaults, findings } from './config.mjs';
import { media } from './mounts.mjs';
import { isBoolean, isEmail, isList, isSize, isText, optional, Refused, validate } from './refusals.mjs';
import { receive } from './upload.mjs';

const anyone = 'anyone';
const user = (permission) => ({ permission, admin: false });
const admin = (permission) => ({ permission, admin: true });
const uuid = '([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})';
const at = (pattern) => new RegExp(`^/api${pattern}$`);

export const routes = [
  {
    method: 'GET',
    path: at('/server/ping'),
    access: anyone,
    answer: ({ response }) => json(response, 200, { res: 'pong' }),
  },
  {
    method: 'GET',
    path: at('/server/version'),
    access: anyone,
    answer: ({ response, version }) => json(response, 200, numbers(version)),
  },
  { method: 'GET', path: at('/server/config'), access: anyone, answer: serverConfig },
  {
    method: 'GET',
    path: at('/server/features'),
    access: anyone,
    answer: ({ response }) => json(response, 200, features),
  },
  {
    method: 'GET',
    path: at('/server/media-types'),
    access: anyone,
    answer: ({ response }) => json(response, 200, { image: ['.jpg', '.heic'], video: ['.mp4'], sidecar: ['.xmp'] }),
  },
  { method: 'GET', path: at('/server/about'), access: user('server.about'), answer: about },
  { method: 'POST', path: at('/auth/admin-sign-up'), access: anyone, answer: signUpAdmin },
  { method: 'POST', path: at('/auth/login'), access: anyone, answer: logIn },
  {
    method: 'POST',
    path: at('/auth/validateToken'),
    access: user('all'),
    answer: ({ response }) => json(response, 200, { authStatus: true }),
  },
  {
    method: 'GET',
    path: at('/users/me'),
    access: user('user.read'),
    answer: (asked) => json(asked.response, 200, userView(asked.user)),
  },
  { method: 'GET', path: at('/sessions'), access: user('session.read'), answer: listSessions },
  {
    method: 'GET',
    path: at('/system-config'),
    access: admin('systemConfig.read'),
    answer: async ({ store, response }) => json(response, 200, await systemConfig(store)),
  },
  {
    method: 'GET',
    path: at('/system-config/defaults'),
    access: admin('systemConfig.read'),
    answer: ({ response }) => json(response, 200, defaults),
  },
  { method: 'PUT', path: at('/system-config'), access: admin('systemConfig.update'), answer: putSystemConfig },
  {
    method: 'GET',
    path: at('/system-metadata/admin-onboarding'),
    access: admin('systemMetadata.read'),
    answer: getOnboarding,
  },
  {
    method: 'POST',
    path: at('/system-metadata/admin-onboarding'),
    access: admin('systemMetadata.update'),
    answer: postOnboarding,
  },
  { method: 'POST', path: at('/api-keys'), access: user('apiKey.create'), answer: addKey },
  { method: 'GET', path: at('/api-keys'), access: user('apiKey.read'), answer: listKeys },
  { method: 'DELETE', path: at(`/api-keys/${uuid}`), access: user('apiKey.delete'), answer: removeKey },
  {
    method: 'GET',
    path: at('/admin/users'),
    access: admin('adminUser.read'),
    answer: async ({ store, response }) => json(response, 200, (await store.users()).map(userView)),
  },
  { method: 'POST', path: at('/admin/users'), access: admin('adminUser.create'), answer: addUser },
  { method: 'POST', path: at('/assets'), access: user('asset.upload'), answer: upload },
  {
    method: 'GET',
    path: at(`/assets/${uuid}`),
    access: user('asset.read'),
    answer: async (asked) => json(asked.response, 200, assetView(await assetOf(asked))),
  },
  { method: 'GET', path: at(`/assets/${uuid}/original`), access: user('asset.download'), answer: download },
];

const features = {
  passwordLogin: true,
  oauth: false,
  oauthAutoLaunch: false,
  map: true,
  trash: true,
  search: true,
  configFile: false,
};

const numbers = (version) => {
  const [major, minor, patch] = version.replace(/^v/, '').split('.').map(Number);
  return { major, minor, patch };
};

const setupAllowed = () => process.env.IMMICH_ALLOW_SETUP !== 'false';

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

async function signUpAdmin({ store, request, response }) {
  const asked = validate(await body(request), { email: isEmail, password: isText, name: isText });
  if (!setupAllowed()) throw new Refused(400, 'Admin setup is disabled');
  if (await store.hasAdmin()) throw new Refused(400, 'The server already has an admin');
  json(response, 201, userView(await store.addUser({ ...asked, isAdmin: true })));
}

async function logIn({ store, request, response }) {
  const { email, password } = validate(await body(request), { email: isEmail, password: isText });
  const found = await store.userByLogin(email, password);
  if (!found) throw new Refused(401, 'Incorrect email or password');
  const accessToken = await store.openSession(found, clientAddress(request));
  const secure = request.headers['x-forwarded-proto'] === 'https' ? '; Secure' : '';
  response.setHeader('set-cookie', [
    `immich_access_token=${accessToken}; Path=/; HttpOnly; SameSite=Lax${secure}`,
    `immich_is_authenticated=true; Path=/; SameSite=Lax${secure}`,
  ]);
  json(response, 201, {
    accessToken,
    userId: found.id,
    userEmail: found.email,
    name: found.name,
    isAdmin: found.isAdmin,
    profileImagePath: '',
    shouldChangePassword: found.shouldChangePassword,
    isOnboarded: false,
  });
}

/** As the real one, private proxies are believed: the last address that is not private, or else the first. */
function clientAddress(request) {
  const told = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((ip) => ip.trim())
    .filter(Boolean);
  const open = told.filter((ip) => !/^(10\.|127\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1|f[cd])/.test(ip));
  return open.at(-1) ?? told[0] ?? request.socket.remoteAddress;
}

async function listSessions({ store, user: owner, response }) {
  const sessions = await store.sessions(owner);
  json(
    response,
    200,
    sessions.map(({ id, ip, createdAt }) => ({ id, ip, createdAt, deviceType: '', deviceOS: '' })),
  );
}

const systemConfig = async (store) => (await store.metadata('system-config')) ?? defaults;

async function putSystemConfig({ store, request, response }) {
  const wanted = await body(request);
  const wrong = findings(wanted);
  if (wrong.length > 0) throw new Refused(400, wrong);
  const { externalDomain } = wanted.server;
  if (externalDomain !== '' && !/^https?:\/\/[^\s/]+$/.test(externalDomain)) {
    throw new Refused(400, ['server.externalDomain must be an empty string or a URL address']);
  }
  await store.keepMetadata('system-config', wanted);
  json(response, 200, wanted);
}

async function getOnboarding({ store, response }) {
  json(response, 200, (await store.metadata('admin-onboarding')) ?? { isOnboarded: false });
}

async function postOnboarding({ store, request, response }) {
  const { isOnboarded } = validate(await body(request), { isOnboarded: isBoolean });
  await store.keepMetadata('admin-onboarding', { isOnboarded });
  response.writeHead(204).end();
}

async function addKey({ store, user: owner, request, response }) {
  const { name, permissions } = validate(await body(request), { name: isText, permissions: isList });
  const { secret, key } = await store.addKey(owner, name, permissions);
  json(response, 201, { secret, apiKey: keyView(key) });
}

async function listKeys({ store, user: owner, response }) {
  json(response, 200, (await store.keys(owner)).map(keyView));
}

async function removeKey({ store, user: owner, ids: [id], response }) {
  if (!(await store.removeKey(owner, id))) throw new Refused(400, 'API Key not found');
  response.writeHead(204).end();
}

async function addUser({ store, request, response }) {
  const asked = validate(await body(request), {
    email: isEmail,
    password: isText,
    name: isText,
    quotaSizeInBytes: optional(isSize),
    shouldChangePassword: optional(isBoolean),
    notify: optional(isBoolean),
  });
  if (await store.emailTaken(asked.email)) throw new Refused(400, 'User exists');
  json(response, 201, userView(await store.addUser({ ...asked, isAdmin: false })));
}

async function upload({ store, user: owner, request, response }) {
  const id = randomUUID();
  const folder = join(media, 'upload', owner.id);
  await mkdir(folder, { recursive: true });
  const incoming = join(folder, `${id}.part`);
  try {
    const { fields, file } = await receive(request, () => incoming);
    if (!file) throw new Refused(400, 'Missing required files: assetData');
    const { fileCreatedAt } = validate(fields, { fileCreatedAt: isText, fileModifiedAt: isText });
    if (Number.isNaN(Date.parse(fileCreatedAt))) throw new Refused(400, ['fileCreatedAt must be a Date instance']);
    const there = await store.assetByChecksum(owner, file.checksum);
    if (there) return json(response, 200, { id: there.id, status: 'duplicate' });
    const path = join(folder, `${id}${extname(file.name)}`);
    await rename(incoming, path);
    await store.addAsset({ ...file, id, ownerId: owner.id, path, fileCreatedAt });
    json(response, 201, { id, status: 'created' });
  } finally {
    await rm(incoming, { force: true });
  }
}

async function assetOf({ store, user: owner, ids: [id] }) {
  const asset = await store.asset(owner, id);
  if (!asset) throw new Refused(400, 'Not found or no asset.read access');
  return asset;
}

async function download(asked) {
  const asset = await assetOf(asked);
  asked.response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': asset.size });
  const file = createReadStream(asset.path);
  file.on('error', () => asked.response.destroy());
  file.pipe(asked.response);
}

const userView = ({ id, email, name, isAdmin, shouldChangePassword, quotaSizeInBytes, createdAt }) => ({
  id,
  email,
  name,
  isAdmin,
  shouldChangePassword,
  quotaSizeInBytes: quotaSizeInBytes === null ? null : Number(quotaSizeInBytes),
  quotaUsageInBytes: 0,
  profileImagePath: '',
  avatarColor: 'primary',
  status: 'active',
  storageLabel: isAdmin ? 'admin' : null,
  createdAt,
  updatedAt: createdAt,
  deletedAt: null,
});

const keyView = ({ id, name, permissions, createdAt }) => ({ id, name, permissions, createdAt, updatedAt: createdAt });

const assetView = (asset) => ({
  id: asset.id,
  type: /\.(mp4|mov)$/i.test(asset.originalFileName) ? 'VIDEO' : 'IMAGE',
  ownerId: asset.ownerId,
  originalFileName: asset.originalFileName,
  originalPath: asset.path,
  checksum: asset.checksum,
  fileCreatedAt: asset.fileCreatedAt,
  createdAt: asset.createdAt,
  exifInfo: { fileSizeInByte: Number(asset.size) },
});

function json(response, status, value) {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value));
}

async function body(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    return JSON.parse(Buffer.concat(chunks).toString() || '{}');
  } catch {
    throw new Refused(400, 'Unexpected token in JSON');
  }
}
