; What uninstalling on Windows asks, in the language of the uninstaller: whether what this PC keeps goes too. Included by electron-builder's
; NSIS script. An update and a silent run ask nothing and keep everything; `--delete-app-data` deletes without asking.
!macro customHeader
  LangString keptHere 1033 "Shall what this PC keeps go too: saved servers, their keys, and the keys of phones?$\r$\n$\r$\nYour server and your photos stay as they are, and phones go on working. Choose No if you will install the program again."
  LangString keptHere 1031 "Soll auch gehen, was dieser PC aufbewahrt: gespeicherte Server, ihre Schlüssel und die Schlüssel der Handys?$\r$\n$\r$\nDein Server und deine Fotos bleiben, wie sie sind, und die Handys funktionieren weiter. Wähle Nein, wenn du das Programm wieder installieren willst."
!macroend

!macro customUnInstall
  ${ifNot} ${isUpdated}
    ${GetParameters} $R0
    ClearErrors
    ${GetOptions} $R0 "--delete-app-data" $R1
    ${if} ${Errors}
      ; In a silent run the answer is No.
      MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(keptHere)" /SD IDNO IDYES forgetThisPc IDNO keepThisPc
    ${endIf}
    forgetThisPc:
      RMDir /r "$APPDATA\${PRODUCT_NAME}"
      RMDir /r "$LOCALAPPDATA\${APP_PACKAGE_NAME}-updater"
    keepThisPc:
  ${endIf}
!macroend
