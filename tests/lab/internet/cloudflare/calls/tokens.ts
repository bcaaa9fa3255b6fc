// The calls by which a token learns what has become of it. Who may call which is decided before, in rights.ts.
// Surprise: an expired token is answered here, and nowhere else.
import { route, type Answered, type Asked } from '../route.ts';

export const tokenRoutes = [
  route('GET /user/tokens/verify', undefined, verifyToken),
  route('GET /accounts/:account/tokens/verify', undefined, verifyToken),
];

function verifyToken({ token }: Asked): Answered {
  const messages = [{ code: 10000, message: 'This API Token is valid and active' }];
  return { result: { id: token.id, status: token.status }, ...(token.status === 'active' ? { messages } : {}) };
}
