// Accounts, sessions and API keys. Surprise: `shouldChangePassword` and quotas are kept and told, but nothing acts on them here.
import { isBoolean, isEmail, isList, isSize, isText, optional, Refused, validate } from '../refusals.mjs';
import { admin, anyone, body, isSecure, json, nothing, route, user } from './answers.mjs';

export const accountRoutes = [
  route('POST', '/auth/admin-sign-up', anyone, signUpAdmin),
  route('POST', '/auth/login', anyone, logIn),
  route('POST', '/auth/logout', user('all'), logOut),
  route('POST', '/auth/validateToken', user('all'), ({ response }) => json(response, 200, { authStatus: true })),
  route('GET', '/auth/status', user('all'), ({ response }) =>
    json(response, 200, { pinCode: false, password: true, isElevated: false }),
  ),
  route('GET', '/users', user('user.read'), async ({ store, response }) =>
    json(response, 200, (await store.users()).map(publicView)),
  ),
  route('GET', '/users/me', user('user.read'), (asked) => json(asked.response, 200, userView(asked.user))),
  route('GET', '/users/me/preferences', user('userPreference.read'), ({ response }) =>
    json(response, 200, { download: { archiveSize: 4 * 1024 ** 3, includeEmbeddedVideos: false } }),
  ),
  route('GET', '/users/:id', user('user.read'), oneUser),
  route('GET', '/sessions', user('session.read'), listSessions),
  route('POST', '/api-keys', user('apiKey.create'), addKey),
  route('GET', '/api-keys', user('apiKey.read'), listKeys),
  route('DELETE', '/api-keys/:id', user('apiKey.delete'), removeKey),
  route('GET', '/admin/users', admin('adminUser.read'), async ({ store, response }) =>
    json(response, 200, (await store.users()).map(userView)),
  ),
  route('POST', '/admin/users', admin('adminUser.create'), addUser),
];

const setupAllowed = () => process.env.IMMICH_ALLOW_SETUP !== 'false';

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
  const secure = isSecure(request) ? '; Secure' : '';
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

/** Ends the session that asks; its cookies go either way. */
async function logOut({ store, token, response }) {
  if (token) await store.closeSession(token);
  response.setHeader('set-cookie', [
    'immich_access_token=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
    'immich_is_authenticated=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
  ]);
  json(response, 200, { successful: true, redirectUri: '/auth/login?autoLaunch=0' });
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

async function oneUser({ store, ids: [id], response }) {
  const found = await store.user(id);
  if (!found) throw new Refused(400, 'User not found');
  json(response, 200, publicView(found));
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
  nothing(response);
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

const publicView = ({ id, email, name }) => ({ id, email, name, profileImagePath: '', avatarColor: 'primary' });

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
