// Everything that Immich keeps: accounts, sessions, keys, photos, albums, links.
// Surprise: of secrets only hashes are kept, but a link's key and its password lie open, as in the real one: the owner is shown both.
import { createHash, randomBytes, randomUUID, scryptSync, timingSafeEqual } from 'node:crypto';

const hashed = (secret) => createHash('sha256').update(String(secret)).digest('base64');
const newSecret = () => randomBytes(32).toString('base64').replace(/\W/g, '');

function passwordHash(password, salt = randomBytes(16).toString('hex')) {
  return `${salt}:${scryptSync(password, salt, 32).toString('hex')}`;
}

function passwordFits(password, kept) {
  const again = passwordHash(password, kept.split(':')[0]);
  return timingSafeEqual(Buffer.from(again), Buffer.from(kept));
}

export function storeOver({ table, note, keepNote }) {
  const users = table('users');
  const sessions = table('sessions');
  const keys = table('api_keys');
  const assets = table('assets');
  const albums = table('albums');
  const links = table('shared_links');
  const members = table('members');
  const one = async (rows) => (await rows)[0];

  const accounts = {
    hasAdmin: async () => (await users.all({ isAdmin: true })).length > 0,
    users: () => users.all(),
    user: (id) => one(users.all({ id })),
    emailTaken: async (email) => (await users.all({ email: email.toLowerCase() })).length > 0,
    addUser: ({ email, name, password, isAdmin = false, shouldChangePassword = false, quotaSizeInBytes = null }) =>
      users.add({
        id: randomUUID(),
        email: email.toLowerCase(),
        name,
        password: passwordHash(password),
        isAdmin,
        shouldChangePassword,
        quotaSizeInBytes,
      }),
    userByLogin: async (email, password) => {
      const user = await one(users.all({ email: email.toLowerCase() }));
      return user && passwordFits(password, user.password) ? user : undefined;
    },
    openSession: async (user, ip) => {
      const token = newSecret();
      await sessions.add({ id: randomUUID(), token: hashed(token), userId: user.id, ip });
      return token;
    },
    closeSession: (token) => sessions.remove({ token: hashed(token) }),
    sessions: (user) => sessions.all({ userId: user.id }),
    userByToken: async (token) => {
      const session = await one(sessions.all({ token: hashed(token) }));
      return session && accounts.user(session.userId);
    },
    addKey: async (user, name, permissions) => {
      const secret = newSecret();
      const key = await keys.add({ id: randomUUID(), name, key: hashed(secret), userId: user.id, permissions });
      return { secret, key };
    },
    keys: (user) => keys.all({ userId: user.id }),
    removeKey: (user, id) => one(keys.remove({ userId: user.id, id })),
    userByKey: async (secret) => {
      const key = await one(keys.all({ key: hashed(secret) }));
      return key && { permissions: key.permissions, user: await accounts.user(key.userId) };
    },
  };

  const photos = {
    assets: (owner) => assets.all({ ownerId: owner.id }),
    asset: (id) => one(assets.all({ id })),
    assetByChecksum: (owner, checksum) => one(assets.all({ ownerId: owner.id, checksum })),
    addAsset: ({ id, ownerId, name, path, checksum, size, fileCreatedAt }) =>
      assets.add({ id, ownerId, originalFileName: name, path, checksum, size, fileCreatedAt }),
  };

  const sharing = {
    albums: (owner) => albums.all({ ownerId: owner.id }),
    album: (id) => one(albums.all({ id })),
    addAlbum: (owner, albumName, description) =>
      albums.add({ id: randomUUID(), ownerId: owner.id, albumName, description }),
    removeAlbum: async (id) => {
      await members.remove({ of: id });
      await links.remove({ albumId: id });
      return one(albums.remove({ id }));
    },
    /** The ids of what is in an album or hangs on a link of its own. */
    members: async (of) => (await members.all({ of })).map(({ assetId }) => assetId),
    /** False when it was there already. */
    addMember: async (of, assetId) => {
      if ((await members.all({ of, assetId })).length > 0) return false;
      await members.add({ of, assetId });
      return true;
    },
    removeMember: async (of, assetId) => (await members.remove({ of, assetId })).length > 0,
    links: (owner) => links.all({ userId: owner.id }),
    link: (owner, id) => one(links.all({ userId: owner.id, id })),
    /** 50 bytes: 67 characters in a link; 100 as hexadecimal digits are taken as well. */
    linkByKey: (key) =>
      one(links.all({ key: Buffer.from(key, key.length === 100 ? 'hex' : 'base64url').toString('base64url') })),
    linkBySlug: (slug) => one(links.all({ slug })),
    addLink: (owner, values) =>
      links.add({ id: randomUUID(), userId: owner.id, key: randomBytes(50).toString('base64url'), ...values }),
    changeLink: (id, values) => one(links.change({ id }, values)),
    removeLink: async (id) => {
      await members.remove({ of: id });
      return one(links.remove({ id }));
    },
  };

  return { ...accounts, ...photos, ...sharing, metadata: note, keepMetadata: keepNote };
}
