/**
 * The composition root: a short list of named set-ups, nothing else. The surprise: the program may run without a window, while it
 * still works on the server; started again it shows the window of the one that runs.
 */
import { join } from 'node:path';
import { app, BrowserWindow, dialog, nativeTheme, powerSaveBlocker, safeStorage } from 'electron';
import { electronDesktop } from './ipc/desktop';
import { lazily } from './ipc/lazily';
import { listen } from './ipc/listen';
import { electronProgram } from './ipc/program';
import { electronRenewal } from './ipc/renewal';
import { Session } from './ipc/session';
import { startHandlers } from './ipc/start';
import type { Ground } from './ipc/workplace';
import { openLog } from './log/log';
import { redaction } from './log/redact';
import { hostKeys } from './store/host-keys';
import { phoneKeys } from './store/phone-keys';
import { preferences } from './store/preferences';
import { servers } from './store/servers';
import { vaultOf } from './store/vault';
import { notice } from './update/notice';
import { lockDown } from './window/lockdown';
import { setUpMenu } from './window/menu';
import { appOrigin, declareAppScheme, serveBundle } from './window/protocol';
import { openWindow } from './window/window';

const dist = join(import.meta.dirname, '..');
/** Only a program under development lets itself be told where its files are. */
const told = (name: string): string | null => (app.isPackaged ? null : (process.env[name] ?? null));
const resources = told('IMMICH_AT_HOME_RESOURCES') ?? join(dist, 'resources');
const windowFiles = { preload: join(dist, 'preload', 'preload.cjs') };

if (app.requestSingleInstanceLock()) begin();
else app.quit();

function begin(): void {
  app.enableSandbox();
  declareAppScheme();
  lockDown({ mayOpen: () => false });
  void app.whenReady().then(setUp).catch(giveUp);
}

async function setUp(): Promise<void> {
  const session = new Session();
  const ground = groundOfThisPc();
  logStrayErrors(ground);
  setUpMenu(() => {
    showWindow();
    broadcast('about:open', null);
  });
  const prepare = setUpIpc(session, ground);
  stayWhileWorking(session, ground);
  stayAwakeWhileWorking(session);
  showOnSecondStart();
  serveBundle(join(dist, 'renderer'));
  nativeTheme.themeSource = (await ground.preferences.read()).theme;
  await openWindow(windowFiles);
  await prepare();
  lookForNewer(ground);
  ground.log.info('started', { version: app.getVersion(), platform: process.platform });
}

function groundOfThisPc(): Ground {
  const folder = app.getPath('userData');
  const desktop = electronDesktop();
  const secrets = redaction(desktop.home);
  const log = openLog({ folder: join(folder, 'logs'), redact: secrets.redact });
  const vault = vaultOf(safeStorage, process.platform);
  const program = electronProgram(dist);
  const liked = preferences(folder, log);
  const renewal = electronRenewal(program, broadcast);
  return {
    desktop,
    vault,
    program,
    notice: notice({
      version: desktop.version,
      ask: askReleases(program.releases),
      way: renewal === null ? 'page' : 'here',
      preferences: liked,
      log,
    }),
    renewal,
    servers: servers(folder, vault, log),
    hostKeys: hostKeys(folder, log),
    phoneKeys: phoneKeys(folder, vault, log),
    preferences: liked,
    log,
    redaction: secrets,
    broadcast,
  };
}

const broadcast: Ground['broadcast'] = (event, value) => {
  for (const window of BrowserWindow.getAllWindows()) window.webContents.send(event, value);
};

/** Read when it is asked for: nothing of it is there at the start. */
function askReleases(releases: string | null): (() => Promise<string | null>) | null {
  const { platform } = process;
  if (releases === null || (platform !== 'win32' && platform !== 'darwin' && platform !== 'linux')) return null;
  return async () => {
    const { newestProgram } = await import('./update/newest');
    return newestProgram({ releases, version: app.getVersion(), platform });
  };
}

/** Not while the program starts; whether and how often is the notice's own matter. */
function lookForNewer({ notice: { look } }: Ground): void {
  const beforeFirst = 15_000;
  setTimeout(() => void look(false), beforeFirst).unref();
}

/** A stray error is written down; dying of it in the middle of the work would be worse. */
function logStrayErrors({ log }: Ground): void {
  process.on('uncaughtException', (error) => log.error('stray error', { error }));
  process.on('unhandledRejection', (error) => log.error('stray rejection', { error }));
}

/** The window may ask for anything from here on. What this returns fetches the tools that most of it needs. */
function setUpIpc(session: Session, ground: Ground): () => Promise<void> {
  const { handlers, prepare } = lazily(startHandlers(session, ground), async () => {
    const { handlersWithTools } = await import('./ipc/tools');
    return handlersWithTools(session, ground, { resources, pins: told('IMMICH_AT_HOME_PINS') });
  });
  listen(handlers, {
    origin: appOrigin,
    log: ground.log,
    redact: ground.redaction.redact,
    onFailure: (failure) => (session.lastFailure = failure),
  });
  return prepare;
}

/** Without a window the program stays only as long as there is work; then it shows how that ended, unless it was told to quit. */
function stayWhileWorking(session: Session, { log }: Ground): void {
  let quitAsked = false;
  app.on('window-all-closed', () => {
    if (session.working) log.info('window closed; the work goes on');
    else app.quit();
  });
  app.on('before-quit', (event) => {
    if (!session.working) return;
    event.preventDefault();
    quitAsked = true;
    for (const window of BrowserWindow.getAllWindows()) window.close();
  });
  session.onWorking((working) => {
    if (working || BrowserWindow.getAllWindows().length > 0) return;
    if (quitAsked && session.state.phase === 'finished') app.quit();
    else showWindow();
  });
  app.on('will-quit', () => session.connection?.close());
}

function stayAwakeWhileWorking(session: Session): void {
  let blocker: number | null = null;
  session.onWorking((working) => {
    if (blocker !== null) powerSaveBlocker.stop(blocker);
    blocker = working ? powerSaveBlocker.start('prevent-app-suspension') : null;
  });
}

function showOnSecondStart(): void {
  app.on('second-instance', showWindow);
  app.on('activate', showWindow);
}

function showWindow(): void {
  const [window] = BrowserWindow.getAllWindows();
  if (!window) {
    void openWindow(windowFiles).catch(giveUp);
    return;
  }
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function giveUp(error: unknown): void {
  dialog.showErrorBox('Immich at Home', error instanceof Error ? (error.stack ?? error.message) : String(error));
  app.exit(1);
}
