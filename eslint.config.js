// Rules that find mistakes, not rules of taste (prettier settles those). Two of them are this project's own: only
// electron/ipc may touch ipcMain, and nothing but the command line tools may print.
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const onlyIpcTouchesIpcMain = {
  paths: [{ name: 'electron', importNames: ['ipcMain'], message: 'Only electron/ipc registers handlers.' }],
};

export default ts.config(
  { ignores: ['dist/', 'node_modules/', '.*/', 'test-results/', 'playwright-report/'] },
  ...ts.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.config.ts'] },
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-control-regex': 'error',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowNullish: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // A short arrow that hands on the nothing it was given reads better than a block.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
      // valibot's schema and the type made of it share a name on purpose; an interface without members names a case.
      '@typescript-eslint/no-redeclare': 'off',
      '@typescript-eslint/no-empty-object-type': 'off',
      '@typescript-eslint/no-generated-empty-object-type': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/unified-signatures': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { globals: globals.browser, parserOptions: { parser: ts.parser, svelteConfig } },
    // svelte-check knows types of templates better than the parser's guess does.
    rules: { 'prefer-const': 'off', 'svelte/prefer-const': 'error' },
  },
  // svelte-check knows a component's types; asking them once more here doubles the time. What decides is in state/*.svelte.ts.
  { files: ['**/*.svelte'], extends: [ts.configs.disableTypeChecked] },
  {
    files: ['electron/**'],
    ignores: ['electron/ipc/**'],
    rules: { 'no-restricted-imports': ['error', onlyIpcTouchesIpcMain] },
  },
  {
    files: ['scripts/**', 'electron/cli.ts', 'electron/cli/**', 'tests/support/**', 'tests/lab/**'],
    rules: { 'no-console': 'off' },
  },
  {
    // Plain JavaScript is not type-checked by eslint: tsc does that where it matters.
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    extends: [ts.configs.disableTypeChecked],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['tests/**'],
    rules: {
      // A test may assert that something is there and go on; a null would fail it anyway.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
);
