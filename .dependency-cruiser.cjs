// Who may know whom. From above: main → ipc → server → provision → clients → contract, and nothing upward.
// The surprise: type-only imports count as well, since a type that points upward is a dependency like any other.
const clients = '^electron/(cloudflare|immich|wireguard|network)/';
const builtin = '^(node:|fs$|path$|crypto$)';

/** @type {(name: string, from: object, to: object, why: string) => object} */
const forbid = (name, from, to, why) => ({ name, severity: 'error', comment: why, from, to });

module.exports = {
  forbidden: [
    forbid('no-circles', {}, { circular: true }, 'Two files that need each other are one idea in two places.'),
    forbid('resolvable', {}, { couldNotResolve: true }, 'An import that leads nowhere.'),
    forbid('main-is-the-top', {}, { path: '^electron/main\\.ts$' }, 'Nothing imports main.'),
    forbid('cli-is-the-top', {}, { path: '^electron/cli\\.ts$' }, 'Nothing imports the command line.'),
    forbid(
      'contract-is-pure',
      { path: '^electron/contract/' },
      { pathNot: ['^electron/contract/', '^node_modules/(valibot|tldts[^/]*|ipaddr\\.js|punycode\\.js)/'] },
      'Both processes and every layer know the contract: it knows nothing but three pure validators and valibot.',
    ),
    forbid(
      'renderer-knows-the-contract-only',
      { path: '^renderer/' },
      { path: '^electron/', pathNot: '^electron/contract/' },
      'The window speaks with main through the contract.',
    ),
    forbid(
      'renderer-is-not-node',
      { path: '^renderer/' },
      { dependencyTypes: ['core'] },
      'The window is sandboxed: there is no Node in it.',
    ),
    forbid(
      'clients-know-the-contract-only',
      { path: '^electron/(cloudflare|immich|wireguard|network|kit)/' },
      { path: '^(electron|renderer)/', pathNot: ['^electron/contract/', '^electron/$1/'] },
      'A client of one service knows nothing of the others.',
    ),
    forbid(
      'provision-knows-no-connection',
      { path: '^electron/provision/' },
      {
        pathNot: ['^electron/(provision|contract)/', clients, builtin, '^node_modules/(valibot|ipaddr\\.js)/'],
        dependencyTypesNot: ['core'],
      },
      'The engine speaks to its own Remote: neither ssh2 nor electron.',
    ),
    forbid(
      'server-implements-remote',
      { path: '^electron/server/' },
      {
        pathNot: ['^electron/(server|provision|contract)/', '^node_modules/(@types/)?(ssh2|valibot)/'],
        dependencyTypesNot: ['core'],
      },
      'The SSH adapter knows what it implements and ssh2.',
    ),
    forbid(
      'store-and-log-are-leaves',
      { path: '^electron/(store|log|window)/' },
      { path: '^(electron|renderer)/', pathNot: ['^electron/(contract|log)/', '^electron/$1/'] },
      'What stays on this PC, the log and the window know the contract at most.',
    ),
    forbid(
      'ipc-does-not-know-the-window',
      { path: '^electron/ipc/' },
      { path: ['^renderer/', '^electron/window/'] },
      'Handlers answer whoever asked; main joins them with the window.',
    ),
    forbid(
      'only-the-tops-know-electron',
      { path: '^electron/', pathNot: ['^electron/(main|preload)\\.ts$', '^electron/(ipc|window|store)/'] },
      { path: '^(electron$|node_modules/electron/)' },
      'Electron can be replaced by Node everywhere else: that is what the command line runs on.',
    ),
    forbid(
      'texts-only-for-the-cli',
      { path: '^electron/', pathNot: '^electron/cli(\\.ts$|/)' },
      { path: '^renderer/' },
      'Words belong to the window; the command line borrows the catalogue.',
    ),
    forbid(
      'product-knows-no-tests',
      { path: '^(electron|renderer)/' },
      { path: '^(tests|scripts)/' },
      'What ships does not know how it is tested.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'import', 'types', 'default'],
      extensions: ['.ts', '.svelte', '.js', '.mjs', '.json', '.d.ts'],
    },
  },
};
