// The uninstaller's question compiles with the real NSIS, without a warning, in both languages. electron-builder's own plugins are not
// needed for it: the harness has the same macros from NSIS itself.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const include = join(import.meta.dirname, '../../../resources/installer/installer.nsh');

const harness = `Unicode true
OutFile "one.exe"
Name "Immich at Home"
RequestExecutionLevel user
!include LogicLib.nsh
!include FileFunc.nsh
!include MUI2.nsh
!insertmacro GetParameters
!insertmacro GetOptions
!define PRODUCT_NAME "Immich at Home"
!define APP_PACKAGE_NAME "immich-at-home"
!macro _isUpdated _a _b _t _f
  StrCmp 0 1 \`\${_t}\` \`\${_f}\`
!macroend
!define isUpdated \`"" isUpdated ""\`
!include "${include}"
!insertmacro customHeader
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"
Section
  WriteUninstaller "$TEMP\\un.exe"
SectionEnd
Section un.all
  !insertmacro customUnInstall
SectionEnd
`;

it.skipIf(!existsSync('/usr/bin/makensis'))('compiles in English and German without a warning', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nsis-'));
  try {
    writeFileSync(join(folder, 'one.nsi'), harness);
    const { status, stdout, stderr } = spawnSync('makensis', ['-V2', '-WX', '-INPUTCHARSET', 'UTF8', 'one.nsi'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(`${stdout}${stderr}`).toBe('');
    expect(status).toBe(0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('deletes the folder of this program and nothing beside it', () => {
  const removed = [...readFileSync(include, 'utf8').matchAll(/RMDir \/r "([^"]+)"/g)].map(([, path]) => path);
  expect(removed).toEqual(['$APPDATA\\${PRODUCT_NAME}', '$LOCALAPPDATA\\${APP_PACKAGE_NAME}-updater']);
});
