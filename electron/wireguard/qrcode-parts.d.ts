/** Two parts of qrcode that its types do not name, as its own `lib/server.js` uses them. */
declare module 'qrcode/lib/core/qrcode.js' {
  export { create } from 'qrcode';
}
declare module 'qrcode/lib/renderer/utf8.js' {
  import type { QRCode } from 'qrcode';
  /** Half blocks, dark on light. `margin`: of the quiet zone, in modules. */
  export function render(code: QRCode, options: { readonly margin: number }): string;
}
