import { asList, asMap, asText } from '../api/body.ts';
import { unzip } from './unzip.ts';
import { lookUp, readJson } from './widget-files.ts';

const LOGOS: Record<string, readonly [number, number]> = {
  'logo.png': [130, 100],
  'logo_main.png': [400, 272],
  'logo_medium.png': [240, 84],
  'logo_min.png': [84, 84],
  'logo_small.png': [108, 108],
};
const DP_LOGO: readonly [number, number] = [174, 109];
const LOGO_BYTES = 300 * 1024;
const TEXT_FILE = /\.(js|css|json|md|twig)$/;
const FIELD_TYPES = ['text', 'pass', 'users', 'users_lp', 'custom'];
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

type Files = Map<string, Buffer>;
type Manifest = Record<string, unknown>;

const textFiles = (files: Files): string[] =>
  [...files].flatMap(([name, data]) => {
    if (!TEXT_FILE.test(name)) return [];
    const problems: string[] = [];
    if (data.subarray(0, 3).equals(BOM)) problems.push(`${name}: byte order mark`);
    if (data.includes('\r\n')) problems.push(`${name}: CRLF line ends`);
    if (!data.toString('utf8').isWellFormed() || data.toString('utf8').includes('\ufffd')) problems.push(`${name}: not UTF-8`);
    if (name.endsWith('.json')) {
      try {
        JSON.parse(data.toString('utf8'));
      } catch (error) {
        problems.push(`${name}: ${error instanceof Error ? error.message : 'invalid JSON'}`);
      }
    }
    return problems;
  });

const logo = (files: Files, name: string, [width, height]: readonly [number, number]): string[] => {
  const path = `images/${name}`;
  const data = files.get(path);
  if (!data) return [`${path}: missing`];
  if (!data.subarray(0, 8).equals(PNG) || data.length < 24) return [`${path}: not a PNG`];
  const [w, h] = [data.readUInt32BE(16), data.readUInt32BE(20)];
  return [
    ...(w === width && h === height ? [] : [`${path}: ${w}×${h}, expected ${width}×${height}`]),
    ...(data.length > LOGO_BYTES ? [`${path}: larger than 300 KB`] : []),
  ];
};

const mandatory = (manifest: Manifest): string[] => {
  const widget = asMap(manifest['widget']);
  const problems = ['name', 'description', 'short_description']
    .filter((key) => asText(widget[key]) === undefined)
    .map((key) => `manifest.json: widget.${key} is missing`);
  if (asList(widget['locale']).length === 0) problems.push('manifest.json: widget.locale is missing');
  if (typeof widget['installation'] !== 'boolean') problems.push('manifest.json: widget.installation is missing');
  if (widget['interface_version'] !== 2) problems.push('manifest.json: widget.interface_version must be 2');
  if (asList(manifest['locations']).length === 0) problems.push('manifest.json: locations is missing');
  if (widget['installation'] === true && manifest['settings'] === undefined) problems.push('manifest.json: settings is missing');
  const fields = Object.entries(asMap(manifest['settings']));
  for (const [name, field] of fields)
    if (!FIELD_TYPES.includes(asText(asMap(field)['type']) ?? '')) problems.push(`manifest.json: settings.${name}.type is unknown`);
  if (fields.filter(([, field]) => asMap(field)['type'] === 'custom').length > 1) problems.push('manifest.json: more than one custom field in settings');
  return problems;
};

const byLocation = (files: Files, manifest: Manifest): string[] => {
  const locations = asList(manifest['locations']).map(String);
  const problems: string[] = [];
  if (locations.includes('digital_pipeline')) {
    problems.push(...logo(files, 'logo_dp.png', DP_LOGO));
    if (typeof asMap(manifest['dp'])['action_multiple'] !== 'boolean') problems.push('manifest.json: dp.action_multiple is missing');
  }
  if (locations.includes('advanced_settings') && asText(asMap(manifest['advanced'])['title']) === undefined)
    problems.push('manifest.json: advanced.title is missing');
  if (locations.includes('salesbot_designer') && Object.keys(asMap(manifest['salesbot_designer'])).length === 0)
    problems.push('manifest.json: salesbot_designer is missing');
  if (locations.includes('sms') && asText(asMap(manifest['sms'])['endpoint']) === undefined) problems.push('manifest.json: sms.endpoint is missing');
  if (locations.includes('mobile_card') && asText(asMap(manifest['mobile'])['frame_url']) === undefined)
    problems.push('manifest.json: mobile.frame_url is missing');
  if (locations.includes('widget_page') && manifest['left_menu'] === undefined) problems.push('manifest.json: left_menu is missing');
  const areas = Map.groupBy(locations, (location) => location.replace(/-\d$/, ''));
  for (const [area, suffixes] of areas) if (new Set(suffixes).size > 1) problems.push(`manifest.json: contradictory suffixes of ${area}`);
  return problems;
};

/** Every place in the manifest that names a text, found by the shape of its value. */
const textPaths = (node: unknown, key = ''): string[] => {
  if (typeof node === 'string')
    return ['name', 'description', 'short_description', 'tour_description', 'title'].includes(key) && /^[\w-]+(\.[\w-]+)+$/.test(node) ? [node] : [];
  if (Array.isArray(node)) return node.flatMap((child) => textPaths(child, key));
  return Object.entries(asMap(node)).flatMap(([name, child]) => textPaths(child, name));
};

const languages = (files: Files, manifest: Manifest): string[] => {
  const paths = new Set(textPaths(manifest));
  if (asList(manifest['locations']).includes('ai_agent')) paths.add('widget.ai_agent_description');
  return asList(asMap(manifest['widget'])['locale'])
    .map(String)
    .flatMap((code) => {
      const file = files.get(`i18n/${code}.json`);
      if (!file) return [`i18n/${code}.json: missing`];
      const texts = readJson(file);
      return [...paths].filter((path) => !lookUp(texts, path)).map((path) => `i18n/${code}.json: no text for ${path}`);
    });
};

/** What the platform's upload would complain of, one line each; an empty list is a good archive. */
export const validateArchive = (zip: Buffer): string[] => {
  let files: Files;
  try {
    files = unzip(zip);
  } catch (error) {
    return [`widget.zip: ${error instanceof Error ? error.message : 'unreadable'}`];
  }
  if (!files.has('manifest.json')) {
    const nested = [...files.keys()].some((name) => name.endsWith('/manifest.json'));
    return [nested ? 'widget.zip: files must lie at the root, not in a folder' : 'manifest.json: missing'];
  }
  const manifest = readJson(files.get('manifest.json'));
  return [
    ...(files.has('script.js') ? [] : ['script.js: missing']),
    ...textFiles(files),
    ...mandatory(manifest),
    ...Object.entries(LOGOS).flatMap(([name, size]) => logo(files, name, size)),
    ...byLocation(files, manifest),
    ...languages(files, manifest),
  ];
};
