/**
 * For `page.evaluate`: the texts below `selector` whose contrast with what is behind them is under 4.5:1 (WCAG 1.4.3),
 * as `ratio: text`. Disabled and visually hidden text is left out, as the rule does.
 */
export const lowContrast = (selector: string): string => `(() => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const brush = canvas.getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    brush.clearRect(0, 0, 1, 1);
    brush.fillStyle = colour;
    brush.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], below) => [r, g, b].map((value, index) => value * a + below[index] * (1 - a));
  const behind = (element) => {
    if (!element) return [255, 255, 255];
    const colour = rgba(getComputedStyle(element).backgroundColor);
    return colour[3] === 1 ? colour.slice(0, 3) : over(colour, behind(element.parentElement));
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const found = [];
  for (const root of document.querySelectorAll(${JSON.stringify(selector)})) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { parentElement: element, data } = walker.currentNode;
      const box = element.getBoundingClientRect();
      if (!data.trim() || box.width < 2 || box.height < 2 || element.closest(':disabled, label:has(:disabled)')) continue;
      const ground = behind(element);
      const value = ratio(over(rgba(getComputedStyle(element).color), ground), ground);
      if (value < 4.5) found.push(value.toFixed(2) + ': ' + data.trim());
    }
  }
  return found;
})()`;
