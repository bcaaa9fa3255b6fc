// What sudo says, in its own words of several versions (1.8, 1.9, sudo-rs), and what we make of it.
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../electron/provision/shell/secret';
import { readProbe, sudoRefusal } from '../../../electron/server/rights';

const password = new Secret('x');
const answer = (stdout: string) => ({ status: 0, stdout, stderr: '' });
const said = (...lines: string[]) => answer(['uid 1000', 'hostname homeserver', ...lines, ''].join('\n'));

describe('what sudo says', () => {
  it.each([
    ['Sorry, try again.\nsudo: no password was provided\nsudo: 1 incorrect password attempt', 'sudo-wrong-password'],
    ['sudo: 3 incorrect password attempts', 'sudo-wrong-password'],
    ['sudo: Authentication failed, try again.', 'sudo-wrong-password'],
    ['sudo-rs: 3 incorrect authentication attempts', 'sudo-wrong-password'],
    ['owner is not in the sudoers file.  This incident will be reported.', 'sudo-not-allowed'],
    ['owner is not in the sudoers file.', 'sudo-not-allowed'],
    ['Sorry, user owner may not run sudo on homeserver.', 'sudo-not-allowed'],
    ["Sorry, user owner is not allowed to execute '/bin/sh -c :' as root on homeserver.", 'sudo-not-allowed'],
    ["sudo: I'm sorry owner. I'm afraid I can't do that", 'sudo-not-allowed'],
    ['sudo: sorry, you must have a tty to run sudo', 'sudo-not-allowed'],
    ['sudo: a password is required', 'sudo-password-needed'],
    ['sudo: interactive authentication is required', 'sudo-password-needed'],
    ["env: 'sudo': No such file or directory", 'sudo-missing'],
    ['bash: line 1: sudo: command not found', 'sudo-missing'],
  ])('%s', (words, code) => expect(sudoRefusal(words, 'owner')?.code).toBe(code));
  it('is silent when it was none of sudo’s doing', () => {
    expect(sudoRefusal('This account is currently not available.', 'owner')).toBeNull();
  });
});

describe('the first look', () => {
  const code = (result: ReturnType<typeof readProbe>) => (result.ok ? result.value.rights.kind : result.failure.code);
  it('knows root, free sudo and sudo with a password', () => {
    expect(code(readProbe(answer('uid 0\nhostname x\n'), 'root', null))).toBe('direct');
    expect(code(readProbe(said('sudo free'), 'owner', null))).toBe('sudo');
    expect(code(readProbe(said('sudo password'), 'owner', { password, given: false }))).toBe('sudo-password');
  });
  it('asks for the sudo password when the login password was only a guess', () => {
    const refusal = said('sudo refuses', 'Sorry, try again.');
    expect(code(readProbe(refusal, 'owner', { password, given: false }))).toBe('sudo-password-needed');
    expect(code(readProbe(refusal, 'owner', { password, given: true }))).toBe('sudo-wrong-password');
    expect(code(readProbe(said('sudo asks'), 'owner', null))).toBe('sudo-password-needed');
  });
  it('says who may not and what is missing', () => {
    const refusal = said('sudo refuses', 'owner is not in the sudoers file.');
    expect(code(readProbe(refusal, 'owner', { password, given: false }))).toBe('sudo-not-allowed');
    expect(code(readProbe(said('sudo missing'), 'owner', null))).toBe('sudo-missing');
  });
  it('has no opinion on nonsense', () => {
    expect(code(readProbe(answer('what?'), 'owner', null))).toBe('unexpected');
  });
});
