// The program in a test: started as built, in the real Electron where its binary is (REAL_ELECTRON=1 insists) and in the stand-in
// elsewhere. One specification serves both. `locale` and `colorScheme` are Playwright's own options, given on to the program.
// When a test fails, its folder under test-results/ holds a picture of the window, everything that main said, and the journal of the
// server as it was in this test: the next one begins with another.
import { existsSync, mkdtempSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, chromium, expect, test as base, type Browser, type Page } from '@playwright/test';
import type * as Electron from 'electron';
import { serverExec } from '../lab/lab';
import { launchStandIn } from './electron/launch';

export const root = join(import.meta.dirname, '../..');
const electronBinary = join(root, 'node_modules/electron/dist/electron');
const useElectron = process.env['REAL_ELECTRON'] === '1' || existsSync(electronBinary);

type InMain<Arg, Answer> = (electron: typeof Electron, arg: Arg) => Answer | Promise<Answer>;

interface Running {
  /** The window that shows something. */
  window(): Promise<Page>;
  evaluate(run: unknown, arg: unknown): Promise<unknown>;
  close(): Promise<void>;
  readonly ended: Promise<unknown>;
}
interface Start {
  readonly env: Record<string, string>;
  readonly log: string;
  readonly locale: string;
  readonly colourScheme: string;
}

export class App {
  private running: Running | undefined;
  private window: Page | undefined;

  constructor(
    private readonly start: Start,
    /** Where the program keeps its own files in this test. */
    readonly configFolder: string,
  ) {}

  get page(): Page {
    if (!this.window) throw new Error('the program has no window');
    return this.window;
  }
  /** Runs a function in the main process; it may not use anything from around it. */
  async evaluate<Answer, Arg = undefined>(run: InMain<Arg, Answer>, arg?: Arg): Promise<Answer> {
    if (!this.running) throw new Error('the program is not running');
    return (await this.running.evaluate(run, arg)) as Answer;
  }
  async open(): Promise<void> {
    this.running = await (useElectron ? startElectron(this.start) : startStandIn(this.start));
    this.window = await this.running.window();
  }
  async close(): Promise<void> {
    const { running } = this;
    this.running = undefined;
    this.window = undefined;
    await running?.close();
  }
  /** Closed and opened again, with the same user data. */
  async relaunch(): Promise<void> {
    await this.close();
    await this.open();
  }
  /** The program ends of its own accord. */
  async ends(): Promise<void> {
    const { running } = this;
    await running?.ended;
    this.running = undefined;
    this.window = undefined;
  }
  /** As with the window's own button: the program may go on without. */
  async closeWindow(): Promise<void> {
    const closed = this.page.waitForEvent('close');
    await this.evaluate(({ BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows()) window.close();
    });
    await closed;
    // The program hears of it a moment after the browser.
    await expect
      .poll(() => this.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length), {
        message: 'windows that the program still has',
      })
      .toBe(0);
    this.window = undefined;
  }
  /** The person starts the program again while it still runs. */
  async startAgain(): Promise<void> {
    await this.evaluate(({ app }) => void app.emit('second-instance', {}, [], ''));
    this.window = await this.running?.window();
  }
  /** The next "Open" dialogs answer with these paths; null stands for Cancel. */
  async answerOpenDialogs(...paths: (string | null)[]): Promise<void> {
    await this.evaluate(({ dialog }, answers) => {
      dialog.showOpenDialog = () => {
        const path = answers.shift() ?? null;
        return Promise.resolve({ canceled: path === null, filePaths: path === null ? [] : [path] });
      };
    }, paths);
  }
  /** The next "Save" dialogs answer with these paths; null stands for Cancel. */
  async answerSaveDialogs(...paths: (string | null)[]): Promise<void> {
    await this.evaluate(({ dialog }, answers) => {
      dialog.showSaveDialog = () => {
        const path = answers.shift() ?? null;
        return Promise.resolve({ canceled: path === null, filePath: path ?? '' });
      };
    }, paths);
  }
  /** From now on links that the program opens are only noted; see `openedLinks`. */
  async noteOpenedLinks(): Promise<void> {
    await this.evaluate(({ shell }) => {
      const noted: string[] = [];
      (globalThis as unknown as Record<string, unknown>)['notedLinks'] = noted;
      shell.openExternal = (url) => {
        noted.push(url);
        return Promise.resolve();
      };
    });
  }
  /** From now on folders and files that the program shows are only noted; see `shownPaths`. As the real one, it says what is not there. */
  async noteShownPaths(): Promise<void> {
    await this.evaluate(({ shell, app }) => {
      const noted: string[] = [];
      (globalThis as unknown as Record<string, unknown>)['notedPaths'] = noted;
      const { existsSync } = process.getBuiltinModule('node:fs');
      shell.openPath = (path) => {
        noted.push(path);
        return Promise.resolve(existsSync(path) ? '' : 'Failed to open path');
      };
      // Playwright would not know of another one.
      app.relaunch = () => undefined;
    });
  }
  shownPaths(): Promise<string[]> {
    return this.evaluate(() => (globalThis as unknown as Record<string, string[]>)['notedPaths'] ?? []);
  }
  openedLinks(): Promise<string[]> {
    return this.evaluate(() => (globalThis as unknown as Record<string, string[]>)['notedLinks'] ?? []);
  }
}

async function startElectron({ env, locale, colourScheme }: Start): Promise<Running> {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const electron = await _electron.launch({
    args: [...asRoot, `--lang=${locale}`, root],
    env: { ...definedEnvironment(), ...env },
    ...(colourScheme === 'dark' || colourScheme === 'light' ? { colorScheme: colourScheme } : {}),
  });
  return {
    window: async () => electron.windows()[0] ?? (await electron.waitForEvent('window')),
    evaluate: (run, arg) => electron.evaluate(run as never, arg as never),
    close: () => electron.close(),
    ended: electron.waitForEvent('close', { timeout: 0 }),
  };
}

async function startStandIn({ env, log, locale, colourScheme }: Start): Promise<Running> {
  const program = await launchStandIn({
    root,
    log,
    env: { ...env, STANDIN_LOCALE: locale, STANDIN_COLOUR_SCHEME: colourScheme },
  });
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${program.port}`);
  return {
    async window() {
      const page = await shownPage(browser);
      // A second debugger brings its own idea of the colour scheme: it has to be told the program's.
      const dark = await program.evaluate('({ nativeTheme }) => nativeTheme.shouldUseDarkColors', undefined);
      await page.emulateMedia({ colorScheme: dark === true ? 'dark' : 'light' });
      return page;
    },
    evaluate: (run, arg) => program.evaluate(String(run), arg),
    close: () => program.quit(),
    ended: program.ended,
  };
}

/** The stand-in's Chromium may have a blank page beside the window. */
async function shownPage(browser: Browser): Promise<Page> {
  const pages = (): Page[] => browser.contexts().flatMap((context) => context.pages());
  await expect
    .poll(() => pages().some(isShown), { message: 'a window that shows the program', timeout: 20_000 })
    .toBe(true);
  const page = pages().find(isShown);
  if (!page) throw new Error('the window went away at once');
  await page.waitForLoadState();
  return page;
}

const isShown = (page: Page): boolean => page.url() !== 'about:blank';

const definedEnvironment = (): Record<string, string> =>
  Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));

export const test = base.extend<{ app: App; appEnvironment: Record<string, string>; isNew: boolean }>({
  /** More environment for the program. */
  appEnvironment: [{}, { option: true }],

  /** Nobody has read its first page yet. */
  isNew: [false, { option: true }],

  app: async ({ locale, colorScheme, appEnvironment, isNew }, use, testInfo) => {
    const folder = testInfo.outputPath();
    await mkdir(folder, { recursive: true });
    const configFolder = mkdtempSync(join(tmpdir(), 'immich-at-home-'));
    if (!isNew) await readFirstPage(configFolder);
    const app = new App(
      {
        env: { ...appEnvironment, XDG_CONFIG_HOME: configFolder },
        log: join(folder, 'app.log'),
        locale: locale ?? 'en-US',
        colourScheme: colorScheme ?? 'light',
      },
      configFolder,
    );
    await app.open();
    await use(app);
    if (testInfo.status !== testInfo.expectedStatus) await keepEvidence(app, folder);
    await app.close();
    await rm(configFolder, { recursive: true, force: true });
  },
});

/** As if somebody had read the first page before. */
async function readFirstPage(configFolder: string): Promise<void> {
  const folder = join(configFolder, 'Immich at Home');
  await mkdir(folder, { recursive: true });
  const preferences = { language: null, theme: 'system', welcomed: true };
  await writeFile(join(folder, 'preferences.json'), JSON.stringify(preferences));
}

async function keepEvidence(app: App, folder: string): Promise<void> {
  await Promise.resolve()
    .then(() => app.page.screenshot({ path: join(folder, 'window.png') }))
    .catch(() => undefined);
  await cp(app.configFolder, join(folder, 'config'), {
    recursive: true,
    filter: (file) => !file.includes('.stand-in-key'),
  }).catch(() => undefined);
  await keepJournal(join(folder, 'server.log'));
}

const keepJournal = (file: string): Promise<void> =>
  serverExec(['journalctl', '--no-pager', '--lines=3000'], { timeoutMs: 30_000 })
    .then(({ stdout }) => writeFile(file, stdout))
    .catch(() => undefined);

export { expect };
