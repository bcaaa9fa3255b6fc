// What `npm run package -- --dry` builds is what a release may be; broken in one way, each rule says so; and on a Debian it installs,
// tells its version, and goes without a trace.
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as asar from '@electron/asar';
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { carried, checkPackage, feeds } from '../../scripts/package/check';
import { fuseWire } from '../../scripts/package/stand-in';
import { open } from '../../scripts/package/check/package';
import { releaseFolder, unpacked, version } from '../../scripts/package/identity';
import { built, endingIn, type Built } from './built';

let all: Built;
const work = mkdtempSync(join(tmpdir(), 'iah-package-'));
beforeAll(async () => {
  all = await built();
}, 240_000);
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

const run = (command: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(command, args, { encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });

describe('a built package', () => {
  it.each(['linux', 'win32', 'darwin'] as const)('keeps every rule on %s', (platform) => {
    for (const folder of unpacked(platform)) expect(checkPackage(folder, platform)).toEqual([]);
  });

  it('is built for both kinds of processors', () => {
    for (const format of ['.AppImage', '.deb', '.rpm'])
      expect(all.files.filter((file) => file.endsWith(format))).toHaveLength(2);
    expect(unpacked('win32')).toHaveLength(2);
  });

  /** A copy of the Linux package to be broken. */
  const copy = (platform: 'linux' | 'win32' | 'darwin' = 'linux'): string => {
    const folder = join(mkdtempSync(join(work, 'copy-')), basename(all.folder(platform)));
    cpSync(all.folder(platform), folder, { recursive: true, verbatimSymlinks: true });
    return folder;
  };
  const rules = (folder: string, platform: 'linux' | 'win32' | 'darwin' = 'linux'): string[] => [
    ...new Set(checkPackage(folder, platform).map(({ rule }) => rule)),
  ];
  /** The archive anew, with its files as `change` leaves them. */
  async function repacked(folder: string, change: (files: string) => void): Promise<void> {
    const { archive } = open(folder, 'linux');
    const files = mkdtempSync(join(work, 'files-'));
    asar.extractAll(archive, files);
    change(files);
    await asar.createPackage(files, archive);
    asar.uncache(archive);
  }

  it.each([
    ['RunAsNode', true],
    ['EnableNodeOptionsEnvironmentVariable', true],
    ['EnableNodeCliInspectArguments', true],
    ['GrantFileProtocolExtraPrivileges', true],
    ['EnableCookieEncryption', false],
    ['EnableEmbeddedAsarIntegrityValidation', false],
    ['OnlyLoadAppFromAsar', false],
  ] as const)('is refused with the fuse %s the other way', async (fuse, to) => {
    const folder = copy();
    await flipFuses(open(folder, 'linux').binary, { version: FuseVersion.V1, [FuseV1Options[fuse]]: to });
    expect(rules(folder)).toEqual([`fuse ${fuse}`]);
  });

  it.each([
    ['a source map', 'dist/renderer/assets/index.js.map', '{}', 'no source maps'],
    ['the name of a source map', 'dist/main/x.js', '0\n//# sourceMappingURL=x.js.map', 'no source maps'],
    ['somebody else’s modules', 'node_modules/a/index.js', '0', 'only dist and package.json'],
    ['a script of ours', 'scripts/a.ts', '0', 'only dist and package.json'],
    ['a switch that ends the sandbox', 'dist/main/x.js', 'spawn("x", ["--no-sandbox"])', 'no --no-sandbox'],
    ['an unsafe policy', 'dist/main/x.js', '"script-src \'unsafe-inline\'"', 'no unsafe policy'],
    ['a window without its walls', 'dist/main/x.js', 'x({webSecurity:false})', 'no weakened window'],
    ['a map named in a style', 'dist/renderer/x.css', 'a{}\n/*# sourceMappingURL=x.css.map */', 'no source maps'],
    [
      'a font from elsewhere',
      'dist/renderer/x.css',
      'a{src:url(https://fonts.example/x)}',
      'nothing inline, nothing from elsewhere',
    ],
    [
      'a module from elsewhere',
      'dist/renderer/x.js',
      'import("https://cdn.example/x.js")',
      'nothing inline, nothing from elsewhere',
    ],
    ['a script in the page', 'dist/renderer/a.html', '<script>0</script>', 'nothing inline, nothing from elsewhere'],
    ['a style in the page', 'dist/renderer/a.html', '<p style="x">', 'nothing inline, nothing from elsewhere'],
    [
      'a picture from elsewhere',
      'dist/renderer/a.html',
      '<img src="https://a.example/">',
      'nothing inline, nothing from elsewhere',
    ],
  ])('is refused with %s in it', async (_what, file, content, rule) => {
    const folder = copy();
    await repacked(folder, (files) => {
      const [, parent = ''] = /^(.*)\//.exec(file) ?? [];
      spawnSync('mkdir', ['-p', join(files, parent)]);
      writeFileSync(join(files, file), content);
    });
    expect(rules(folder)).toEqual([rule]);
  });

  it.each([
    ["default-src 'none'", 'a policy that lets nothing in'],
    ["connect-src 'none'", 'no connections by the page'],
    ['sandbox:!0', 'a sandbox'],
    ['contextIsolation:!0', 'an isolated world'],
    ['nodeIntegration:!1', 'no Node in the page'],
    ['setWindowOpenHandler', 'no other windows'],
    ['will-navigate', 'no navigation'],
    ['will-redirect', 'no redirection'],
    ['will-attach-webview', 'no webviews'],
    ['setPermissionRequestHandler', 'no permissions'],
    ['setPermissionCheckHandler', 'no permission checks'],
    ['requestSingleInstanceLock', 'a single instance'],
    ['MAP * ~NOTFOUND', 'no names for the page'],
  ])('is refused without %s', async (word, rule) => {
    const folder = copy();
    await repacked(folder, (files) => {
      const main = join(files, 'dist/main');
      for (const file of readdirSync(main, { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.endsWith('.js'),
      ))
        writeFileSync(join(main, file), readFileSync(join(main, file), 'utf8').replaceAll(word, 'gone'));
    });
    expect(rules(folder)).toEqual([rule]);
  });

  it.each([
    [
      'more before the first screen',
      'dist/renderer/assets/more.js',
      'dist/renderer/index.html',
      'the page up to its first screen',
    ],
    ['more before the window', 'dist/main/more.js', 'dist/main/main.js', 'main up to its window'],
  ])('is refused with %s than it may have', async (_what, file, from, rule) => {
    const folder = copy();
    const noise = randomBytes(240_000).toString('base64');
    await repacked(folder, (files) => {
      writeFileSync(join(files, file), `"${noise}"`);
      const text = readFileSync(join(files, from), 'utf8');
      const link = from.endsWith('.html')
        ? text.replace('</head>', '<script type="module" src="./assets/more.js"></script></head>')
        : `import"./more.js";${text}`;
      writeFileSync(join(files, from), link);
    });
    expect(rules(folder)).toContain(rule);
  });

  it('is refused when it adds more than 3 MB to Electron', async () => {
    const folder = copy();
    await repacked(folder, (files) => {
      writeFileSync(join(files, 'dist/resources/words.bin'), randomBytes(1_000_000));
    });
    expect(rules(folder)).toEqual(['what the program adds to Electron']);
  });

  it('is refused when one half of a universal program has other fuses', () => {
    const folder = copy('darwin');
    writeFileSync(open(folder, 'darwin').binary, fuseWire(), { flag: 'a' });
    expect(rules(folder, 'darwin')).toContain('fuse RunAsNode');
  });

  it('is refused with a second archive beside it', async () => {
    const folder = copy();
    writeFileSync(join(folder, 'resources/default_app.asar'), '');
    expect(rules(folder)).toEqual(['only one archive']);
  });

  it('is refused when a desktop file starts it without the sandbox', async () => {
    const folder = copy();
    writeFileSync(join(folder, 'x.desktop'), 'Exec=AppRun --no-sandbox %U\n');
    expect(rules(folder)).toEqual(['no --no-sandbox']);
  });

  it.each(['win32', 'darwin'] as const)('is refused on %s with another archive than it was told', async (platform) => {
    const folder = copy(platform);
    const { archive } = open(folder, platform);
    const files = mkdtempSync(join(work, 'files-'));
    asar.extractAll(archive, files);
    writeFileSync(join(files, 'dist/main/more.js'), '0');
    await asar.createPackage(files, archive);
    asar.uncache(archive);
    expect(rules(folder, platform)).toEqual(['integrity']);
  });

  it('is refused on macOS when it may load from anywhere, or wants the camera', async () => {
    const folder = copy('darwin');
    const file = join(folder, 'Contents/Info.plist');
    const text = readFileSync(file, 'utf8');
    writeFileSync(
      file,
      text
        .replace(/(<key>NSAllowsArbitraryLoads<\/key>\s*)<false\/>/, '$1<true/>')
        .replace(
          '<key>NSHumanReadableCopyright',
          '<key>NSCameraUsageDescription</key><string>x</string>\n<key>NSHumanReadableCopyright',
        ),
    );
    expect(rules(folder, 'darwin')).toEqual(['arbitrary loads off', 'asks macOS for nothing']);
  });
});

describe('an installer', () => {
  /** As electron-builder itself would start an AppImage. */
  const unsafe = 'if ! unshare -Ur true; then NO_SANDBOX=(--no-sandbox); fi\n';

  it('carries nothing that ends the sandbox', () => {
    expect(all.files.flatMap(carried)).toEqual([]);
  });

  it('is refused as an AppImage with another start', () => {
    const folder = join(work, 'appimage');
    const image = join(work, 'bad.AppImage');
    run('mkdir', '-p', folder);
    writeFileSync(join(folder, 'AppRun'), `#!/bin/sh\n${unsafe}`);
    expect(run('mksquashfs', folder, image, '-offset', '128', '-noappend', '-quiet').status).toBe(0);
    expect(carried(image)).toMatchObject([{ rule: 'no --no-sandbox', found: 'AppRun' }]);
  });

  it('is refused as a deb or rpm with such a script or entry', () => {
    const deb = join(work, 'deb');
    run('dpkg-deb', '--raw-extract', endingIn(all, '-amd64.deb'), deb);
    writeFileSync(join(deb, 'DEBIAN/postinst'), `#!/bin/sh\n${unsafe}`, { flag: 'a' });
    run('dpkg-deb', '--build', deb, join(work, 'bad.deb'));
    expect(carried(join(work, 'bad.deb'))).toMatchObject([{ found: 'DEBIAN/postinst' }]);
    const [entry, script] = [join(work, 'x.desktop'), join(work, 'script')];
    writeFileSync(entry, 'Exec=x --no-sandbox\n');
    writeFileSync(script, '#!/bin/sh\n');
    const rpm = join(work, 'bad.rpm');
    const words = ['-s', 'dir', '-t', 'rpm', '--name', 'x', '--version', '1', '--architecture', 'amd64'];
    const scripts = ['--after-install', script, '--after-remove', script, '--description', 'x', '--package', rpm];
    run(process.execPath, 'scripts/package/fpm.mjs', ...words, ...scripts, `${entry}=/usr/share/x.desktop`);
    expect(carried(rpm)).toMatchObject([{ found: 'usr/share/x.desktop' }]);
  });

  it('that cannot be read is refused', () => {
    const file = join(work, 'no.AppImage');
    writeFileSync(file, 'nothing');
    expect(carried(file)).toMatchObject([{ rule: 'read before it is given out' }]);
  });

  it('has its own start only as an AppImage', () => {
    const listed = run('dpkg-deb', '--contents', endingIn(all, '-amd64.deb')).stdout;
    expect(listed).toContain('resources/app.asar');
    expect(listed).not.toContain('AppRun');
    expect(run('rpm', '-qpl', endingIn(all, '.rpm')).stdout).not.toContain('AppRun');
  });

  it.each([
    ['de_DE.UTF-8', 'Dieses System'],
    ['en_GB.UTF-8', 'This system'],
  ])('as an AppImage says what to do where the sandbox is refused, in %s', (language, words) => {
    const folder = mkdtempSync(join(work, 'start-'));
    const started = join(folder, 'started');
    const program = (name: string, text: string): void =>
      writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    cpSync(join(all.folder('linux'), 'AppRun'), join(folder, 'AppRun'));
    program('immich-at-home', `echo "$@" > ${started}`);
    program('id', 'echo 1000');
    program('unshare', 'exit 1');
    program('zenity', 'exit 1');
    const start = () =>
      spawnSync(join(folder, 'AppRun'), ['--one', 'two words'], {
        encoding: 'utf8',
        env: { PATH: `${folder}:/usr/bin:/bin`, LANG: language },
      });
    const refused = start();
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain(words);
    expect(existsSync(started)).toBe(false);
    program('unshare', 'exit 0');
    expect(start().status).toBe(0);
    expect(readFileSync(started, 'utf8')).toBe('--one two words\n');
  });
});

describe('the feed of a release', () => {
  const folder = mkdtempSync(join(tmpdir(), 'iah-feed-'));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const said = (sum: string, size: number): void => {
    const file = `  - url: a.exe\n    sha512: ${sum}\n    size: ${size}\n`;
    writeFileSync(join(folder, 'latest.yml'), `version: 1.0.0\nfiles:\n${file}path: a.exe\nsha512: ${sum}\n`);
  };

  it('is made for each kind of processor, and names what was made', () => {
    for (const [name, words] of [
      ['latest-linux.yml', ['x86_64.AppImage', 'amd64.deb', 'x86_64.rpm']],
      ['latest-linux-arm64.yml', ['arm64.AppImage', 'arm64.deb', 'aarch64.rpm']],
    ] as const) {
      const feed = readFileSync(join(releaseFolder, name), 'utf8');
      for (const word of words) expect(feed).toContain(word);
    }
    expect(feeds(releaseFolder)).toEqual([]);
  });

  it('names what is there, with its sum and size', () => {
    const content = randomBytes(1000);
    const sum = createHash('sha512').update(content).digest('base64');
    said(sum, 1000);
    expect(feeds(folder)).toMatchObject([{ rule: 'a feed that is true', found: 'a.exe is not there' }]);
    writeFileSync(join(folder, 'a.exe'), content);
    expect(feeds(folder)).toEqual([]);
    said(sum, 999);
    expect(feeds(folder)).toMatchObject([{ found: 'a.exe is another file' }]);
    said(
      sum.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')),
      1000,
    );
    expect(feeds(folder)).toMatchObject([{ found: 'a.exe is another file' }]);
  });
});

describe('what is inside', () => {
  it('runs on plain Node and tells its version', () => {
    const files = join(work, 'app');
    asar.extractAll(open(all.folder('linux'), 'linux').archive, files);
    expect(run(process.execPath, join(files, 'dist/cli.js'), '--version')).toMatchObject({
      status: 0,
      stdout: `${version}\n`,
    });
  });
});

const debian = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/mmdebstrap');

describe.skipIf(!debian)('the Debian package', () => {
  const root = join(work, 'root');
  /** dpkg's own memory, and what every installation of anything touches. */
  const dpkgs =
    /^\.?\/?(var\/lib\/dpkg\/(status|status-old|available|lock.*|triggers\/.*|diversions.*|statoverride.*)|var\/log\/.*|etc\/ld\.so\.cache|var\/cache\/.*)$/;
  const everything = (): string[] =>
    run('find', root, '-xdev', '-printf', '%P %y %m %l\n')
      .stdout.split('\n')
      .filter((line) => line !== '' && !dpkgs.test(line.split(' ')[0] ?? ''))
      .toSorted();
  const dpkg = (...args: string[]): void => {
    const { status, stderr } = run('chroot', root, 'dpkg', ...args);
    if (status !== 0) throw new Error(`dpkg ${args.join(' ')}: ${stderr}`);
  };
  let before: string[];

  beforeAll(() => {
    const { status, stderr } = run(
      'mmdebstrap',
      '--quiet',
      '--variant=essential',
      'trixie',
      root,
      'http://deb.debian.org/debian',
    );
    if (status !== 0) throw new Error(stderr);
    // dpkg takes an empty folder away that no package has for its own.
    writeFileSync(join(root, 'opt/of-somebody-else'), '');
    before = everything();
    cpSync(endingIn(all, '-amd64.deb'), join(root, 'tmp/one.deb'));
    // Its libraries are of no interest to what is looked at here.
    dpkg('--force-depends', '--install', '/tmp/one.deb');
    rmSync(join(root, 'tmp/one.deb'));
  }, 240_000);

  it('has a desktop entry that every desktop understands, in both languages', () => {
    const file = join(root, 'usr/share/applications/immich-at-home.desktop');
    expect(run('desktop-file-validate', file)).toMatchObject({ status: 0, stdout: '' });
    const entry = readFileSync(file, 'utf8');
    expect(entry).toContain('Exec="/opt/Immich at Home/immich-at-home" %U\n');
    expect(entry).toMatch(/^Comment\[de\]=Richtet /m);
    expect(entry).not.toContain('no-sandbox');
  });

  it('has icons of every size, and a program that is found by its name', () => {
    for (const size of [16, 24, 32, 48, 64, 128, 256, 512]) {
      const icon = readFileSync(join(root, `usr/share/icons/hicolor/${size}x${size}/apps/immich-at-home.png`));
      expect([icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual([size, size]);
    }
    expect(run('chroot', root, 'readlink', '-f', '/usr/bin/immich-at-home').stdout).toBe(
      '/opt/Immich at Home/immich-at-home\n',
    );
    // Setuid where the kernel has no user namespaces, as Chromium wants it.
    expect([0o755, 0o4755]).toContain(statSync(join(root, 'opt/Immich at Home/chrome-sandbox')).mode & 0o7777);
  });

  it('goes without a trace', () => {
    dpkg('--purge', 'immich-at-home');
    expect(everything()).toEqual(before);
  });
});

describe.skipIf(!existsSync('/usr/bin/rpm'))('the RPM', () => {
  it('holds the program and is for the right machine', () => {
    const rpm = endingIn(all, '-x86_64.rpm');
    expect(run('rpm', '-qp', '--qf', '%{NAME} %{VERSION} %{ARCH}', rpm).stdout).toBe(
      `immich-at-home ${version} x86_64`,
    );
    const files = run('rpm', '-qpl', rpm).stdout.split('\n');
    expect(files).toContain('/opt/Immich at Home/resources/app.asar');
    expect(files).toContain('/usr/share/applications/immich-at-home.desktop');
  });
});
