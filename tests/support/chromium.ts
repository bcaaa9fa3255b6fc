// Which Chromium the tests use: Debian's package where it is, otherwise the one that Playwright brought (undefined).
import { existsSync } from 'node:fs';

const candidates = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome'];

export const chromiumPath = (): string | undefined => candidates.find((path) => path !== undefined && existsSync(path));
