// The Chromium behind all windows. Every request of every page comes by here: our own scheme is answered by the program's
// handler, all else is refused and noted, since the window of this program has no business in any network.
// The surprise: Chromium goes on writing its profile after it has closed, so the folder is removed with patience.
import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Frame, type Request as PageRequest, type Route } from 'playwright-core';
import { asTheProgramSeesIt, handlerOf } from './schemes';
import { say } from './test-channel';
import { windowOf } from './windows';

const profile = mkdtempSync(join(tmpdir(), 'stand-in-'));
let opening: Promise<BrowserContext> | undefined;
const refused: string[] = [];

/** Every address the window asked for and did not get. */
export const refusedRequests = (): readonly string[] => refused;

export const headed = process.env['STANDIN_HEADED'] === '1';

export const browser = (): Promise<BrowserContext> => (opening ??= open());

async function open(): Promise<BrowserContext> {
  const executablePath = process.env['STANDIN_CHROMIUM'];
  const scheme = process.env['STANDIN_COLOUR_SCHEME'];
  const context = await chromium.launchPersistentContext(profile, {
    ...(executablePath === undefined ? {} : { executablePath }),
    headless: !headed,
    viewport: null,
    colorScheme: scheme === 'dark' || scheme === 'light' ? scheme : null,
    locale: process.env['STANDIN_LOCALE'] ?? 'en-US',
    // Tests run as root, where Chromium's own sandbox cannot be made.
    chromiumSandbox: false,
    handleSIGINT: false,
    handleSIGTERM: false,
    args: [
      '--remote-debugging-port=0',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // No tabs, no address, and no warning about the missing sandbox: a window for a person.
      ...(headed ? ['--app=data:text/html,', '--test-type'] : []),
    ],
    ...(headed ? { ignoreDefaultArgs: ['about:blank'] } : {}),
  });
  await context.route('**/*', answer);
  const port = Number(readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n')[0]);
  say({ kind: 'debugger', port });
  return context;
}

export async function closeBrowser(): Promise<void> {
  const context = await opening?.catch(() => undefined);
  await context?.close().catch(() => undefined);
  await rm(profile, { recursive: true, force: true, maxRetries: 40, retryDelay: 50 }).catch(() => undefined);
}

async function answer(route: Route): Promise<void> {
  const request = route.request();
  const url = asTheProgramSeesIt(request.url());
  if (leavesThePage(request, url)) return route.fulfill({ status: 204 }); // 204: the page stays where it is
  const handler = handlerOf(url);
  if (!handler) {
    refused.push(url);
    return route.abort('internetdisconnected');
  }
  try {
    const response = await handler(new Request(url, { method: request.method(), headers: request.headers() }));
    const body = Buffer.from(await response.arrayBuffer());
    await route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body });
  } catch (error) {
    console.error('[stand-in] the protocol handler failed for', url, error);
    await route.abort('failed').catch(() => undefined);
  }
}

function leavesThePage(request: PageRequest, url: string): boolean {
  if (!request.isNavigationRequest()) return false;
  const frame = frameOf(request);
  const window = frame && windowOf(frame.page());
  return window !== undefined && frame?.parentFrame() === null && !window.loading && !window.mayNavigate(url);
}

/** The first request of a window that the page opens has no frame yet: Playwright throws. Such windows are closed anyway. */
function frameOf(request: PageRequest): Frame | undefined {
  try {
    return request.frame();
  } catch {
    return undefined;
  }
}
