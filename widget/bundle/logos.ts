/** Pixel sizes Kommo asks for. https://developers.kommo.com/docs/structure-widget */
export const LOGOS: Record<string, readonly [width: number, height: number]> = {
  'logo.png': [130, 100],
  'logo_main.png': [400, 272],
  'logo_medium.png': [240, 84],
  'logo_min.png': [84, 84],
  'logo_small.png': [108, 108],
};
