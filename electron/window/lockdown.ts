// What a page in this program can never do: ask for a permission, go to another page, or open a window. Links that the caller
// knows open in the person's own browser. The list of permissions is empty: the wizard needs no camera, place or notification,
// and copying to the clipboard is asked of main.
import { app, session, shell, type WebContents } from 'electron';
import { appOrigin } from './protocol';

export interface Links {
  /** Only what this answers `true` for is handed to the browser. */
  mayOpen(url: URL): boolean;
}

/** Called before the app is ready, so that no page is ever without its locks; the session exists only afterwards. */
export function lockDown(links: Links): void {
  refuseNetwork();
  app.on('web-contents-created', (_event, contents) => {
    lockContents(contents, links);
  });
  void app.whenReady().then(refusePermissions);
}

/** What a content security policy does not cover: name look-ups ahead of a link, and WebRTC. Main's own requests are Node's. */
function refuseNetwork(): void {
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  app.commandLine.appendSwitch('force-webrtc-ip-handling-policy', 'disable_non_proxied_udp');
}

function refusePermissions(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => {
    answer(false);
  });
  session.defaultSession.setPermissionCheckHandler(() => false);
}

function lockContents(contents: WebContents, links: Links): void {
  contents.on('will-navigate', (event, url) => {
    if (!isOwnPage(url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
  contents.setWindowOpenHandler(({ url }) => {
    const target = webAddress(url);
    if (target && links.mayOpen(target)) void shell.openExternal(target.href);
    return { action: 'deny' };
  });
}

function webAddress(text: string): URL | undefined {
  try {
    const url = new URL(text);
    return url.protocol === 'https:' ? url : undefined;
  } catch {
    return undefined;
  }
}

/** The page may be loaded anew, nothing else. */
export function isOwnPage(url: string): boolean {
  return url === appOrigin || url.startsWith(`${appOrigin}/`);
}
