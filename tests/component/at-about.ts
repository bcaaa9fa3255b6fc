// A program that is new on this PC, and one that says what it is.
import type { AboutReport } from '../../electron/contract/about';
import type { AppInfo } from '../../electron/contract/ipc';

export const freshInfo: AppInfo = {
  version: '0.1.0',
  platform: 'linux',
  language: 'en',
  theme: 'system',
  canRemember: true,
  timeZone: 'Europe/Berlin',
  welcomed: false,
  folder: '/home/anna/.config/Immich at Home',
};

/** A build that can renew itself: signed, and the system checks it. */
export const signedReport = (): AboutReport => ({
  ...aboutReport,
  signed: true,
  news: { ...aboutReport.news, way: 'here' },
});

export const aboutReport: AboutReport = {
  version: '0.1.0',
  signed: false,
  parts: [
    { name: 'Electron', version: '45.4.1' },
    { name: 'Chromium', version: '150.0.1' },
    { name: 'Node.js', version: '24.1.0' },
  ],
  folder: freshInfo.folder,
  logs: `${freshInfo.folder}/logs`,
  hasChromiumLicences: true,
  news: { chosen: true, can: true, askedAt: 1_790_000_000_000, newer: '0.2.0', way: 'page' },
};
