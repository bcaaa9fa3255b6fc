// Who asks, and whether they may: the token in the header, its state, its right on the zone or account of the path.
// Surprises: Edit holds Read; a token of the account's own is unknown to /user/tokens/verify and a person's token to the
// account's, though both work everywhere else; and the same lack is 9109 for a zone, 10000 for what is in it.
import type { IncomingMessage } from 'node:http';
import { tokenOf, type Right, type Token } from '../tokens.ts';
import { base, noRoute, refusal, Refusal } from './refusal.ts';
import type { Asked, Route } from './route.ts';

/** Before 2026 forty characters; since then with a kind before and a checksum behind. */
const tokenForm = /^([A-Za-z0-9_-]{40}|cf[ua]t_[A-Za-z0-9]{40}[0-9a-f]{8})$/;

export const bearer = (request: IncomingMessage): string | undefined =>
  /^Bearer +(.*)$/i.exec(request.headers.authorization ?? '')?.[1];

export function authenticated(request: IncomingMessage, path: string): Token {
  if (request.headers.authorization === undefined) {
    throw refusal(400, 9106, 'Missing X-Auth-Key, X-Auth-Email or Authorization headers');
  }
  const value = bearer(request);
  if (value === undefined || !tokenForm.test(value)) {
    const error_chain = [{ code: 6111, message: 'Invalid format for Authorization header' }];
    throw new Refusal(400, [{ code: 6003, message: 'Invalid request headers', error_chain }]);
  }
  const token = tokenOf(value);
  const verifying = /^\/(user|accounts\/([^/]+))\/tokens\/verify$/.exec(path.slice(base.length));
  if (verifying) return verifiable(token, verifying[2]);
  if (token?.status !== 'active') throw refusal(403, 9109, 'Invalid access token');
  return token;
}

function verifiable(token: Token | undefined, account: string | undefined): Token {
  const asked = account === undefined ? 'user' : 'account';
  const known = token?.owner === asked && (account === undefined || token.accounts.includes(account));
  if (!token || !known) throw refusal(401, 1000, 'Invalid API Token');
  return token;
}

export function holds({ token, mood }: Pick<Asked, 'token' | 'mood'>, right: Right, resource: string): boolean {
  const sufficient = [right, right.replace(':read', ':edit')];
  const resources: readonly string[] = /^(tunnel|workers|access):/.test(right) ? token.accounts : token.zones;
  return mood !== 'refuses' && resources.includes(resource) && token.rights.some((held) => sufficient.includes(held));
}

export function refuseWithout(asked: Asked, { right }: Route, path: string): void {
  if (right === undefined) return;
  const [resource = ''] = asked.ids;
  if (!/^[0-9a-f]{32}$/.test(resource)) throw noRoute(path);
  if (holds(asked, right, resource)) return;
  if (right === 'zone:read' || right.startsWith('settings:')) {
    throw refusal(403, 9109, 'Unauthorized to access requested resource');
  }
  throw refusal(403, 10000, 'Authentication error');
}
