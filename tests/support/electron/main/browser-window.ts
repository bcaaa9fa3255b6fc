// `BrowserWindow`: a page of the Chromium behind, with the preload in a world of its own. Sizes are those of the content.
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { binding, preloadWorld, receiver, type ToMain, type ToPage } from '../page/wire';
import { app } from './app';
import { browser, headed } from './browser';
import { received } from './ipc-main';
import { nativeTheme } from './native-theme';
import { asChromiumSeesIt, asTheProgramSeesIt } from './schemes';
import { preventable, strict } from './strict';
import { createContents, type StandInContents } from './web-contents';
import { addWindow, isQuitting, openWindows, removeWindow, type OpenWindow } from './windows';

interface Options {
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
  readonly show?: boolean;
  readonly title?: string;
  readonly webPreferences?: {
    readonly preload?: string;
    readonly sandbox?: boolean;
    readonly contextIsolation?: boolean;
    readonly nodeIntegration?: boolean;
  };
}
interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const pageScript = (name: string): string => readFileSync(join(import.meta.dirname, `${name}.js`), 'utf8');
let last = 0;

class StandInWindow extends EventEmitter implements OpenWindow {
  page: Page | undefined = undefined;
  loading = false;
  readonly id = ++last;
  readonly webContents: StandInContents;
  private cdp: CDPSession | undefined = undefined;
  private frame = '';
  private preloadContext: number | undefined = undefined;
  private destroyed = false;
  private visible: boolean;
  private title: string;
  private bounds: Bounds;
  private readonly opened: Promise<void>;

  constructor(options: Options = {}) {
    super();
    refuseUnsafe(options);
    this.visible = options.show !== false;
    this.title = options.title ?? app.name;
    this.bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 800, height: options.height ?? 600 };
    this.webContents = createContents(this.id, {
      url: () => asTheProgramSeesIt(this.page?.url() ?? 'about:blank'),
      tell: (message) => this.tell(message),
      reload: () => void this.whileLoading((page) => page.reload()),
      isDestroyed: () => this.destroyed,
      screenshot: () => this.shownPage().screenshot(),
    });
    const self = strict('BrowserWindow', this);
    addWindow(self);
    this.opened = this.open(self, options.webPreferences?.preload);
    app.emit('web-contents-created', {}, this.webContents);
    app.emit('browser-window-created', {}, self);
    return self;
  }

  private async open(self: StandInWindow, preload: string | undefined): Promise<void> {
    const context = await browser();
    const page = await freshPage(context);
    this.page = page;
    await page.emulateMedia({ colorScheme: nativeTheme.shouldUseDarkColors ? 'dark' : 'light' });
    const { width, height } = this.bounds;
    if (!headed) await page.setViewportSize({ width, height });
    const cdp = (this.cdp = await context.newCDPSession(page));
    if (headed) await this.resizeFrame(cdp);
    this.frame = (await cdp.send('Page.getFrameTree')).frameTree.frame.id;
    this.listen(self, page, cdp);
    await cdp.send('Page.enable');
    await cdp.send('Runtime.enable');
    await cdp.send('Runtime.addBinding', { name: binding, executionContextName: preloadWorld });
    await this.addScripts(cdp, preload);
  }

  private async resizeFrame(cdp: CDPSession): Promise<void> {
    const { windowId } = await cdp.send('Browser.getWindowForTarget');
    const { width, height } = this.bounds;
    await cdp.send('Browser.setContentsSize', { windowId, width, height });
  }

  private async addScripts(cdp: CDPSession, preload: string | undefined): Promise<void> {
    const secret = JSON.stringify(randomUUID());
    const main = `(() => { const STANDIN_SECRET = ${secret}; ${pageScript('main-world')} })();`;
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: main });
    if (preload === undefined) return;
    const program = readFileSync(preload, 'utf8');
    if (/^\s*import\s/m.test(program)) throw new Error('[stand-in] a sandboxed preload must be CommonJS');
    const info = {
      platform: process.platform,
      env: {},
      argv: [],
      contextIsolated: true,
      sandboxed: true,
      type: 'renderer',
    };
    const source = `(() => { const STANDIN_SECRET = ${secret}; const STANDIN_PROCESS = ${JSON.stringify(info)};
      const STANDIN_PRELOAD = (require, module, exports, process) => {${program}\n};
      ${pageScript('preload-world')} })();`;
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName: preloadWorld });
  }

  private listen(self: StandInWindow, page: Page, cdp: CDPSession): void {
    cdp.on('Runtime.executionContextCreated', ({ context }) => {
      const { frameId } = (context.auxData ?? {}) as { frameId?: string };
      if (context.name === preloadWorld && frameId === this.frame) this.preloadContext = context.id;
    });
    cdp.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name === binding && executionContextId === this.preloadContext) void this.heard(payload, executionContextId);
    });
    cdp.on('Page.windowOpen', ({ url }) => this.webContents.askedToOpen(asTheProgramSeesIt(url)));
    page.on('popup', (popup) => void popup.close().catch(() => undefined));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') console.error(`[page] ${message.text()}`);
    });
    page.on('pageerror', (error) => console.error('[page]', error));
    page.on('load', () => {
      this.webContents.emit('dom-ready');
      this.webContents.emit('did-finish-load');
    });
    page.on('crash', () => this.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }));
    page.on('close', () => this.gone(self));
  }

  private async heard(payload: string, context: number): Promise<void> {
    const { webContents } = this;
    const event = { sender: webContents, senderFrame: webContents.mainFrame };
    const answer = await received(JSON.parse(payload) as ToMain, event);
    if (answer) await this.tell(answer, context);
  }

  /** A page that is gone meanwhile misses its answer, as in Electron. */
  private async tell(message: ToPage, context = this.preloadContext): Promise<void> {
    await this.opened;
    if (context === undefined) return;
    const expression = `${receiver}(${JSON.stringify(JSON.stringify(message))})`;
    await this.cdp?.send('Runtime.evaluate', { expression, contextId: context }).catch(() => undefined);
  }

  private shownPage(): Page {
    if (!this.page) throw new Error('[stand-in] the window shows nothing yet');
    return this.page;
  }

  private async whileLoading(load: (page: Page) => Promise<unknown>): Promise<void> {
    await this.opened;
    this.loading = true;
    try {
      await load(this.shownPage());
    } finally {
      this.loading = false;
    }
  }

  async loadURL(url: string): Promise<void> {
    await this.whileLoading((page) => page.goto(asChromiumSeesIt(url)));
    this.title = (await this.shownPage().title()) || this.title;
    this.emit('ready-to-show');
  }

  mayNavigate(url: string): boolean {
    const event = preventable({ url });
    this.webContents.emit('will-navigate', event, url);
    return !event.defaultPrevented;
  }

  async closeIfNobodyMinds(): Promise<boolean> {
    const event = preventable({});
    this.emit('close', event);
    if (event.defaultPrevented) return false;
    // A Chromium that has lost its last page is gone, but a program may go on without a window.
    if (!isQuitting() && !headed) await this.page?.context().newPage();
    await this.page?.close().catch(() => undefined);
    return true;
  }

  private gone(self: StandInWindow): void {
    if (!removeWindow(self)) return;
    this.destroyed = true;
    this.emit('closed');
    if (openWindows().length > 0 || isQuitting()) return;
    if (app.listenerCount('window-all-closed') > 0) app.emit('window-all-closed');
    else app.quit();
  }

  close(): void {
    void this.closeIfNobodyMinds();
  }
  destroy(): void {
    void this.page?.close();
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  show(): void {
    this.visible = true;
    this.emit('show');
  }
  hide(): void {
    this.visible = false;
  }
  isVisible(): boolean {
    return this.visible;
  }
  focus(): void {
    return;
  }
  isMinimized(): boolean {
    return false;
  }
  isMaximized(): boolean {
    return false;
  }
  restore(): void {
    return;
  }
  getTitle(): string {
    return this.title;
  }
  setTitle(title: string): void {
    this.title = title;
  }
  setMenuBarVisibility(): void {
    return;
  }
  removeMenu(): void {
    return;
  }
  setProgressBar(): void {
    return;
  }
  setBackgroundColor(): void {
    return;
  }
  getBounds(): Bounds {
    return this.bounds;
  }
  getContentBounds(): Bounds {
    return this.bounds;
  }
  getNormalBounds(): Bounds {
    return this.bounds;
  }
  setBounds(bounds: Partial<Bounds>): void {
    this.bounds = { ...this.bounds, ...bounds };
    const { width, height } = this.bounds;
    void this.page?.setViewportSize({ width, height });
  }

  static getAllWindows(): OpenWindow[] {
    return openWindows();
  }
  static getFocusedWindow(): OpenWindow | null {
    return openWindows().at(-1) ?? null;
  }
  static fromWebContents(contents: unknown): OpenWindow | null {
    return openWindows().find((window) => (window as StandInWindow).webContents === contents) ?? null;
  }
}

/** The blank page that Chromium started with, or that the last window left behind. */
const freshPage = async (context: BrowserContext): Promise<Page> =>
  context.pages().find((page) => /^(about:blank|data:)/.test(page.url())) ?? (await context.newPage());

function refuseUnsafe({ webPreferences = {} }: Options): void {
  if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
  const { nodeIntegration, contextIsolation, sandbox } = webPreferences;
  if (nodeIntegration === true || contextIsolation === false || sandbox === false) {
    throw new Error('[stand-in] only sandboxed windows with an isolated preload are supported');
  }
}

export const BrowserWindow = strict('BrowserWindow', StandInWindow);
