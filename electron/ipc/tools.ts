/** What the work is done with, joined: everything heavy, fetched when the window is there. */
import { openAccount } from '../cloudflare/client';
import { checkDnsToken, checkSetupToken } from '../cloudflare/token';
import { gateway, networkIo, readVendors } from '../network/gateway';
import { names } from '../network/names/look';
import * as engine from '../provision/engine';
import { connect } from '../server/connection';
import { qrCode } from '../wireguard/qr';
import { allHandlers } from './handlers';
import type { Handlers } from './register';
import { releaseFrom, type ReleaseFiles } from './release';
import type { Session } from './session';
import type { Ground, Tools } from './workplace';

function tools(files: ReleaseFiles): Tools {
  const release = releaseFrom(files);
  return {
    engine,
    connect,
    checkDnsToken: (question) => checkDnsToken(question, fetch),
    checkSetupToken: (question) => checkSetupToken(question, fetch),
    openAccount: (token) => openAccount(token, fetch),
    qrCode,
    release,
    gateway: gateway(networkIo({ makerOf: (address) => readVendors(release.vendors())(address) })),
    names: names(),
  };
}

/** All handlers, with all tools in hand. */
export const handlersWithTools = (session: Session, ground: Ground, files: ReleaseFiles): Handlers =>
  allHandlers(session, { ...ground, ...tools(files) });
