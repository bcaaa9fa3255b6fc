// What a fresh clone needs before anything else can run. First part of every npm script, so that `npm test` or `npm run demo`
// may be the first command ever typed. Plain Node, no dependencies: it runs before there are any. The surprise: installing
// Debian's nginx or docker starts them, and a web server that nobody asked for is no present; policy-rc.d forbids it meanwhile.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const stamps = join(root, '.cache', 'setup');
const browserPackages = ['chromium', 'fonts-inter', 'fonts-dejavu-core'];
const policy = '/usr/sbin/policy-rc.d';

/** @param {string} text */
const say = (text) => process.stderr.write(`setup: ${text}\n`);

/**
 * Runs a command with its output on stderr, so that what the real command prints stays alone on stdout.
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
const run = (command, args, env = process.env) =>
  spawnSync(command, args, { cwd: root, env, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' }).status ===
  0;

/** @param {string} name */
const stamped = (name) => {
  const file = join(stamps, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

/** @param {string} name @param {string} value */
const stamp = (name, value) => {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(join(stamps, name), value);
};

/** @typedef {{ packages: Record<string, { version?: string, optional?: boolean }> }} Lock */

/** @param {string[]} path @returns {Lock} */
const lockIn = (...path) => JSON.parse(readFileSync(join(root, ...path), 'utf8'));

/** npm keeps a lock of what it really installed; packages for other systems are not in it. */
function nodeModulesAreAsLocked() {
  if (!existsSync(join(root, 'node_modules', '.package-lock.json'))) return false;
  const installed = lockIn('node_modules', '.package-lock.json').packages;
  return Object.entries(lockIn('package-lock.json').packages).every(([path, wanted]) => {
    const there = installed[path];
    return path === '' || (there ? there.version === wanted.version : wanted.optional === true);
  });
}

function installNodeModules() {
  if (nodeModulesAreAsLocked()) return;
  say('installing the node modules (npm ci)');
  if (run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])) return;
  say('npm ci failed: see above');
  process.exit(1);
}

/** @returns {{ lab: string[], mustNotRun: string[] }} */
function labPackages() {
  const file = join(root, 'tests', 'lab', 'packages.json');
  if (!existsSync(file)) return { lab: [], mustNotRun: [] };
  const { lab = [], mustNotRun = [] } = JSON.parse(readFileSync(file, 'utf8'));
  return { lab, mustNotRun };
}

function isDebianLike() {
  if (process.platform !== 'linux' || !existsSync('/etc/os-release')) return false;
  return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/** Debian's own list of what is installed, read directly: asking dpkg takes a tenth of a second each time. */
function installedPackages() {
  const stanzas = readFileSync('/var/lib/dpkg/status', 'utf8').split('\n\n');
  return new Set(
    stanzas
      .filter((stanza) => /^Status: \S+ \S+ installed$/m.test(stanza))
      .map((stanza) => /^Package: (.+)$/m.exec(stanza)?.[1]),
  );
}

/** @param {string} unit */
const hasUnit = (unit) =>
  ['/lib', '/usr/lib', '/etc'].some((top) => existsSync(`${top}/systemd/system/${unit}.service`));

/** @param {string[]} packages @param {string[]} mustNotRun */
function installDebianPackages(packages, mustNotRun) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const wait = ['-o', 'DPkg::Lock::Timeout=600'];
  const ours = !existsSync(policy);
  // A service that the person had before stays as it was.
  const keepStopped = mustNotRun.filter((unit) => !hasUnit(unit));
  if (ours) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    run('apt-get', ['update', '-qq', ...wait], env);
    const install = ['install', '-y', '-qq', '--no-install-recommends', ...wait];
    // One name that a release does not have must not cost all the others.
    if (!run('apt-get', [...install, ...packages], env))
      for (const one of packages) run('apt-get', [...install, one], env);
  } finally {
    if (ours) rmSync(policy, { force: true });
  }
  const now = existsSync('/run/systemd/system') ? ['--now'] : [];
  for (const unit of keepStopped.filter(hasUnit)) run('systemctl', ['disable', '--quiet', ...now, unit], env);
}

function installSystemPackages() {
  const { lab, mustNotRun } = labPackages();
  const wanted = [...browserPackages, ...lab];
  if (!isDebianLike()) {
    if (stamped('told') !== 'yes')
      say('not Debian or Ubuntu: the lab is skipped, and component tests need Chromium installed');
    stamp('told', 'yes');
    return;
  }
  const missing = () => {
    const installed = installedPackages();
    return wanted.filter((name) => !installed.has(name));
  };
  const absent = missing();
  if (absent.length === 0) return;
  // What apt refused once (a name that this release does not have) is not asked for again at every command.
  if (stamped('unavailable') === absent.join(' ')) return;
  if (process.getuid?.() !== 0) {
    say(`not root, so these Debian packages stay missing: ${absent.join(' ')}`);
    return;
  }
  say(`installing Debian packages: ${absent.join(' ')}`);
  installDebianPackages(absent, mustNotRun);
  const left = missing();
  stamp('unavailable', left.join(' '));
  if (left.length > 0) say(`could not be installed: ${left.join(' ')}`);
}

installNodeModules();
installSystemPackages();
