/**
 * A text as a QR code: modules merged into one SVG path, so that any size stays sharp and a screenshot at 1x decodes. ECC M:
 * a whole configuration makes 73–77 modules, which a phone's camera still reads from a laptop's screen. The library by its parts: as a
 * whole it brings a painter of PNGs.
 */
import { create } from 'qrcode/lib/core/qrcode.js';
import { render } from 'qrcode/lib/renderer/utf8.js';

const errorCorrectionLevel = 'M';

/** Modules per side without the quiet zone, and all dark modules as one path in module units. */
export function qrCode(text: string): { size: number; path: string } {
  const { modules } = create(text, { errorCorrectionLevel });
  const { size } = modules;
  const dark = (row: number, column: number): boolean => column < size && modules.get(row, column) === 1;
  let path = '';
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      if (!dark(row, column)) continue;
      const from = column;
      while (dark(row, column)) column += 1;
      path += `M${from} ${row}h${column - from}v1h-${column - from}z`;
    }
  }
  return { size, path };
}

/** For a terminal: half blocks, dark on light. */
export const qrText = (text: string): string => render(create(text, { errorCorrectionLevel }), { margin: 4 });
