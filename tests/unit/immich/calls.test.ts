// What is said to Immich, and what is believed of its answers.
import { describe, expect, it } from 'vitest';
import {
  finishOnboarding,
  isPong,
  newUser,
  parseServerConfig,
  signUp,
  userExists,
} from '../../../electron/immich/calls';

describe('Immich', () => {
  it('is asked for the first account with exactly three fields', () => {
    expect(signUp({ name: 'Anna', email: 'anna@example-family.net', password: '@secret:adminPassword@' })).toEqual({
      method: 'POST',
      path: '/api/auth/admin-sign-up',
      body: { email: 'anna@example-family.net', password: '@secret:adminPassword@', name: 'Anna' },
    });
    expect(finishOnboarding.body).toEqual({ isOnboarded: true });
  });

  it('answers only when it says exactly so', () => {
    expect(isPong('{"res":"pong"}')).toBe(true);
    expect(isPong('{"res":"pong"}\n')).toBe(true);
    expect(isPong('<html>pong</html>')).toBe(false);
    expect(isPong('')).toBe(false);
  });

  it('tells whether it was claimed', () => {
    const told = { isInitialized: true, isOnboarded: false, externalDomain: '' };
    expect(parseServerConfig(JSON.stringify({ ...told, trashDays: 30 }))).toEqual(told);
    expect(parseServerConfig('{"isInitialized":"yes"}')).toBeNull();
    expect(parseServerConfig('502 Bad Gateway')).toBeNull();
  });

  it('is asked for a member’s account, with a password for the first sign-in', () => {
    expect(newUser({ name: 'Clara', email: 'clara@example-family.net', password: 'tulip-harbor' })).toEqual({
      method: 'POST',
      path: '/api/admin/users',
      body: {
        email: 'clara@example-family.net',
        name: 'Clara',
        password: 'tulip-harbor',
        shouldChangePassword: true,
      },
    });
  });

  it('says in words alone that there is such an account', () => {
    expect(userExists('{"message":"User exists","error":"Bad Request","statusCode":400}')).toBe(true);
    expect(userExists('{"message":["email must be an email"],"statusCode":400}')).toBe(false);
    expect(userExists('<html>exists</html>')).toBe(false);
  });
});
