// `session`: takes the locks, so that a test can ask whether they were put on.
import { EventEmitter } from 'node:events';
import { app } from './app';
import { browser } from './browser';
import { strict } from './strict';

class Session extends EventEmitter {
  permissionRequest: unknown = undefined;
  permissionCheck: unknown = undefined;

  setPermissionRequestHandler(handler: unknown): void {
    this.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: unknown): void {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(): void {
    return;
  }
  async clearStorageData(): Promise<void> {
    for (const page of (await browser()).pages())
      await page.evaluate(() => {
        localStorage.clear();
        sessionStorage.clear();
      });
  }
  async clearCache(): Promise<void> {
    return;
  }
  setSpellCheckerEnabled(): void {
    return;
  }
}

const only = strict('session.defaultSession', new Session());

export const session = strict('session', {
  get defaultSession() {
    if (!app.isReady()) throw new Error('Session can only be received when app is ready');
    return only;
  },
});
