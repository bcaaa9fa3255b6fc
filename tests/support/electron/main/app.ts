// `app`: its life from ready to quit, and where things are kept.
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { closeBrowser } from './browser';
import { preventable, strict } from './strict';
import { isQuitting, openWindows, setQuitting } from './windows';

export const appFolder = process.env['STANDIN_APP'] ?? process.cwd();
const manifest = JSON.parse(readFileSync(join(appFolder, 'package.json'), 'utf8')) as Record<string, string>;

class App extends EventEmitter {
  readonly isPackaged = false;
  name = manifest['productName'] ?? manifest['name'] ?? 'Electron';
  private ready = false;
  private readonly chosenPaths: Record<string, string> = {};
  /** Late enough for the whole of main to have run once, as in Electron. */
  private readonly becomesReady = setImmediate().then(() => {
    this.ready = true;
    this.emit('ready');
  });

  readonly commandLine = strict('app.commandLine', { appendSwitch: () => undefined, hasSwitch: () => false });

  whenReady(): Promise<void> {
    return this.becomesReady;
  }
  isReady(): boolean {
    return this.ready;
  }
  getName(): string {
    return this.name;
  }
  setName(name: string): void {
    this.name = name;
  }
  getVersion(): string {
    return manifest['version'] ?? '0.0.0';
  }
  getAppPath(): string {
    return appFolder;
  }
  getLocale(): string {
    return process.env['STANDIN_LOCALE'] ?? 'en-US';
  }
  getSystemLocale(): string {
    return this.getLocale();
  }
  getPreferredSystemLanguages(): string[] {
    return [this.getLocale()];
  }
  getPath(name: string): string {
    const home = homedir();
    const appData = this.chosenPaths['appData'] ?? process.env['XDG_CONFIG_HOME'] ?? join(home, '.config');
    const userData = this.chosenPaths['userData'] ?? join(appData, this.name);
    const paths: Record<string, string> = {
      home,
      appData,
      userData,
      sessionData: userData,
      logs: join(userData, 'logs'),
      temp: tmpdir(),
      desktop: join(home, 'Desktop'),
      documents: join(home, 'Documents'),
      downloads: join(home, 'Downloads'),
      ...this.chosenPaths,
    };
    const path = paths[name];
    if (path === undefined) throw new Error(`Failed to get '${name}' path`);
    return path;
  }
  setPath(name: string, path: string): void {
    this.chosenPaths[name] = path;
  }
  setAboutPanelOptions(): void {
    return;
  }
  setAppUserModelId(): void {
    return;
  }
  enableSandbox(): void {
    return;
  }
  disableHardwareAcceleration(): void {
    return;
  }
  focus(): void {
    return;
  }
  requestSingleInstanceLock(): boolean {
    return process.env['STANDIN_SECOND_INSTANCE'] !== '1';
  }
  /** Nobody is started anew: a test opens the program again itself. */
  relaunch(): void {
    return;
  }
  quit(): void {
    if (isQuitting()) return;
    setQuitting(true);
    void this.quitIfNobodyMinds().then(setQuitting);
  }
  exit(code = 0): void {
    this.emit('quit', {}, code);
    void closeBrowser().finally(() => process.exit(code));
  }

  /** Whether the program is on its way out. */
  private async quitIfNobodyMinds(): Promise<boolean> {
    const before = preventable({});
    this.emit('before-quit', before);
    if (before.defaultPrevented) return false;
    for (const window of openWindows()) if (!(await window.closeIfNobodyMinds())) return false;
    const will = preventable({});
    this.emit('will-quit', will);
    if (will.defaultPrevented) return false;
    this.exit(0);
    return true;
  }
}

export const app = strict('app', new App());
