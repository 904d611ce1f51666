import { type Caused, type Hook } from '../../../state/hooks.ts';
import { dict, readPage, text } from '../../../state/read.ts';
import { ConsoleIcon, type ConsoleIconName } from '../../../ui/console-icon.tsx';
import { useConsole, useResource, useTexts } from '../../context.ts';
import { Link, OutLink } from '../../parts/page.tsx';
import { moment } from '../../parts/moment.ts';
import { Badge, Empty } from '../../parts/state.tsx';
import { cardUrl, eventWords } from './words.ts';

const ICONS: Record<Caused['kind'], ConsoleIconName> = {
  event: 'pulse',
  message: 'bubble',
  talk: 'bubble',
  lead: 'flag',
  contact: 'person',
  company: 'people',
  customer: 'person',
  task: 'check',
  call: 'phone',
  callback: 'phone',
  product: 'inbox',
  incoming_lead: 'inbox',
  activity: 'pulse',
  verdict: 'info',
  draft: 'script',
  delivery: 'right',
  rule_run: 'branch',
  action_run: 'play',
  effect: 'right',
  job: 'clock',
};
/** Screens of their own. */
const PLACES: Partial<Record<Caused['kind'], (id: string) => string>> = { job: (id) => `jobs/${id}`, rule_run: (id) => `rules/runs/${id}` };
const BAD = new Set(['failed', 'withheld', 'in_doubt', 'missed', 'deleted']);
const GOOD = new Set(['sent', 'done', 'completed']);
const BUSY = new Set(['streaming', 'sending', 'queued', 'waiting', 'running', 'retrying', 'planned']);

/** Names of channels as people know them; proper names are the same in every language. */
const CHANNELS: Readonly<Record<string, string>> = {
  waba: 'WhatsApp',
  whatsapp: 'WhatsApp',
  telegram: 'Telegram',
  instagram_business: 'Instagram',
  facebook: 'Facebook',
  viber: 'Viber',
};

const toneOf = (state: string): 'bad' | 'good' | 'busy' | 'plain' => (BAD.has(state) ? 'bad' : GOOD.has(state) ? 'good' : BUSY.has(state) ? 'busy' : 'plain');

/** What came of it, as a tree from the events down to what left us. */
export const CausedTab = ({ hook }: { hook: Hook }) => {
  const { api } = useConsole();
  const t = useTexts('hooks');
  // The sentences of the activity; without them its kinds are shown.
  const sentences = useResource(
    () =>
      api.get(`/activity?hookEventId=${hook.id}&limit=200`).then(
        (page) => new Map(readPage(page, (row) => [text(dict(row)['id']), text(dict(row)['text'])] as const)),
        () => new Map<string, string>(),
      ),
    [hook.id, hook.state],
  );
  const phase = sentences.phase.value;
  if (hook.caused.length === 0)
    return <Empty icon="branch" title={t('caused.nothing')} hint={t(hook.state === 'received' ? 'said_nothing_yet' : 'caused.nothing_hint')} />;
  return <Branch nodes={hook.caused} label={t('tabs.caused')} sentences={phase.name === 'ready' ? phase.value : new Map()} />;
};

const Branch = ({ nodes, label, sentences }: { nodes: readonly Caused[]; label?: string; sentences: ReadonlyMap<string, string> }) => (
  <ul class="souffleur-tree" aria-label={label}>
    {nodes.map((node) => (
      <li key={`${node.kind} ${node.id}`} class="souffleur-tree-one">
        <Leaf node={node} sentence={sentences.get(node.id)} />
        {node.children.length > 0 && <Branch nodes={node.children} sentences={sentences} />}
      </li>
    ))}
  </ul>
);

const Leaf = ({ node, sentence }: { node: Caused; sentence: string | undefined }) => {
  const { format, crmUrl } = useConsole();
  const t = useTexts('hooks');
  const words = labelOf(t, node, sentence);
  const href = cardUrl(crmUrl, node.kind, node.crmId);
  const place = PLACES[node.kind]?.(node.id);
  return (
    <div class="souffleur-tree-line">
      <ConsoleIcon name={ICONS[node.kind]} size={14} />
      <span class="souffleur-tree-kind">{t(`kinds.${node.kind}`)}</span>
      {words && <span class="souffleur-tree-words">{href ? <OutLink href={href}>{words}</OutLink> : place ? <Link path={place}>{words}</Link> : words}</span>}
      {node.state && node.state !== 'new' && <Badge kind={toneOf(node.state)}>{t(`node_states.${node.state}`, { defaultValue: node.state })}</Badge>}
      <time class="souffleur-muted souffleur-tree-time" dateTime={node.at}>
        {moment(format, node.at)}
      </time>
    </div>
  );
};

const labelOf = (t: ReturnType<typeof useTexts>, { kind, label, crmId }: Caused, sentence: string | undefined): string => {
  switch (kind) {
    case 'event':
      return eventWords(t, label);
    case 'activity':
      return sentence || eventWords(t, label);
    case 'verdict':
      return t(`gates.${label}`, { defaultValue: label });
    case 'talk':
      return CHANNELS[label] ?? label;
    case 'delivery':
      return t(`via.${label}`, { defaultValue: label });
    case 'effect':
      return t(`effects.${label}`, { defaultValue: label });
    case 'job':
      return t(`jobs:names.${label}`, { defaultValue: label });
    default:
      return label || crmId || '';
  }
};
