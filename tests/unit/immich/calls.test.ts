// What is said to Immich, and what is believed of its answers.
import { describe, expect, it } from 'vitest';
import { finishOnboarding, isPong, parseServerConfig, signUp } from '../../../electron/immich/calls';

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
});
