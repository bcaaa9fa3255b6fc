#!/usr/bin/env node
// Stands in for fpm, which Debian does not have: takes exactly what electron-builder says to it, makes a deb with dpkg-deb and an rpm
// with rpmbuild, and refuses every word it does not know, as the real one does. Plain Node, since electron-builder starts it by its path.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';

/** @param {string} why @returns {never} */
const refuse = (why) => {
  process.stderr.write(`fpm: ${why}\n`);
  process.exit(1);
};

const single = [
  '-s',
  '-t',
  '--architecture',
  '--after-install',
  '--after-remove',
  '--description',
  '--version',
  '--package',
  '--name',
];
const more = [
  '--maintainer',
  '--vendor',
  '--url',
  '--category',
  '--deb-priority',
  '--license',
  '--deb-compression',
  '--rpm-os',
];
const known = new Set([...single, ...more, '--rpm-compression', '--rpm-summary']);
const lists = new Set(['-d', '--deb-recommends', '--exclude']);

/** @type {Record<string, string>} */
const said = {};
/** @type {Record<string, string[]>} */
const listed = { '-d': [], '--deb-recommends': [], '--exclude': [] };
/** @type {[string, string][]} */
const inputs = [];

const words = process.argv.slice(2);
for (let word = words.shift(); word !== undefined; word = words.shift()) {
  if (word === '--force') continue;
  if (known.has(word)) said[word] = words.shift() ?? refuse(`${word} needs a value`);
  else if (lists.has(word)) (listed[word] ?? []).push(words.shift() ?? refuse(`${word} needs a value`));
  else if (word.startsWith('-') || !word.includes('=')) refuse(`unknown argument: ${word}`);
  else inputs.push([word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]);
}

/** @param {string} name */
const need = (name) => said[name] ?? refuse(`${name} is missing`);
if (need('-s') !== 'dir') refuse('only folders can be packed');

const work = mkdtempSync(join(tmpdir(), 'fpm-'));
const tree = join(work, 'tree');
for (const [from, to] of inputs) {
  const target = join(tree, to);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(from, target, { recursive: true, verbatimSymlinks: true });
}

/** @param {string} folder @returns {string[]} */
const filesIn = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
/** As Ruby's fnmatch without flags: a star also stands for slashes. @param {string} glob */
const matcher = (glob) =>
  new RegExp(
    `^${glob
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  );
const left = (listed['--exclude'] ?? []).map(matcher);
for (const file of filesIn(tree)) if (left.some((glob) => glob.test(relative(tree, file)))) rmSync(file);
/** @param {string} folder */
const plainModes = (folder) => {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) plainModes(path);
    else if (!entry.isSymbolicLink()) chmodSync(path, lstatSync(path).mode & 0o100 ? 0o755 : 0o644);
  }
};
plainModes(tree);

/** @param {string} command @param {string[]} args */
const run = (command, args) => {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (error) refuse(`Need executable '${command}' to convert dir to ${need('-t')}`);
  if (status !== 0) refuse(`${command}: ${stderr}`);
};

/** What RPM calls these, as fpm translates them. */
const rpmArchs = { amd64: 'x86_64', arm64: 'aarch64', all: 'noarch' };
/** @param {string} arch */
const rpmArch = (arch) => rpmArchs[/** @type {keyof typeof rpmArchs} */ (arch)] ?? arch;

const [summary = '', ...rest] = need('--description').split('\n');

function deb() {
  const control = join(tree, 'DEBIAN');
  const files = filesIn(tree);
  const size = Math.ceil(files.reduce((sum, file) => sum + lstatSync(file).size, 0) / 1024);
  mkdirSync(control);
  const fields = {
    Package: need('--name'),
    Version: need('--version'),
    License: said['--license'],
    Vendor: said['--vendor'],
    Architecture: need('--architecture'),
    Maintainer: need('--maintainer'),
    'Installed-Size': String(size),
    Depends: listed['-d']?.join(', '),
    Recommends: listed['--deb-recommends']?.join(', '),
    Section: said['--category'] ?? 'default',
    Priority: said['--deb-priority'] ?? 'optional',
    Homepage: said['--url'],
    Description: [summary.trim(), ...rest.map((line) => ` ${line.trim() || '.'}`)].join('\n'),
  };
  const lines = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '');
  writeFileSync(join(control, 'control'), lines.map(([name, value]) => `${name}: ${value}\n`).join(''));
  const sums = files.map(
    (file) => `${createHash('md5').update(readFileSync(file)).digest('hex')}  ${relative(tree, file)}\n`,
  );
  writeFileSync(join(control, 'md5sums'), sums.join(''));
  for (const [name, script] of Object.entries({ postinst: '--after-install', postrm: '--after-remove' })) {
    cpSync(need(script), join(control, name));
    chmodSync(join(control, name), 0o755);
  }
  run('dpkg-deb', [
    `-Z${said['--deb-compression'] ?? 'gzip'}`,
    '--root-owner-group',
    '--build',
    tree,
    need('--package'),
  ]);
}

function rpm() {
  const list = filesIn(tree).map((file) => `"/${relative(tree, file)}"`);
  const spec = [
    `Name: ${need('--name')}`,
    `Version: ${need('--version')}`,
    'Release: 1',
    `Summary: ${said['--rpm-summary'] ?? summary}`,
    `License: ${said['--license'] ?? 'unknown'}`,
    ...(said['--vendor'] ? [`Vendor: ${said['--vendor']}`] : []),
    ...(said['--url'] ? [`URL: ${said['--url']}`] : []),
    ...(listed['-d'] ?? []).map((one) => `Requires: ${one}`),
    'AutoReqProv: no',
    '%define _build_id_links none',
    '%define __os_install_post %{nil}',
    '%description',
    need('--description'),
    '%post',
    readFileSync(need('--after-install'), 'utf8'),
    '%postun',
    readFileSync(need('--after-remove'), 'utf8'),
    '%files',
    '%defattr(-,root,root,-)',
    ...list,
  ].join('\n');
  writeFileSync(join(work, 'one.spec'), `${spec}\n`);
  const out = join(work, 'out');
  run('rpmbuild', [
    '-bb',
    '--quiet',
    ...['--buildroot', tree, '--target', `${rpmArch(need('--architecture'))}-${said['--rpm-os'] ?? 'linux'}`],
    ...[
      '--define',
      `_topdir ${join(work, 'top')}`,
      '--define',
      `_rpmdir ${out}`,
      '--define',
      '_binary_payload w6.xzdio',
    ],
    join(work, 'one.spec'),
  ]);
  const [made] = filesIn(out);
  if (made === undefined) refuse('rpmbuild made nothing');
  else cpSync(made, need('--package'));
}

try {
  if (said['-t'] === 'deb') deb();
  else if (said['-t'] === 'rpm') rpm();
  else refuse(`no target ${need('-t')} here`);
  process.stdout.write(`Created package ${basename(need('--package'))}\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
