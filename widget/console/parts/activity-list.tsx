import { type Activity } from '../../state/activity.ts';
import { ConsoleIcon, type ConsoleIconName } from '../../ui/console-icon.tsx';
import { useConsole } from '../context.ts';
import { Sentence } from './sentence.tsx';

const ICONS: Record<string, ConsoleIconName> = {
  draft: 'bubble',
  agent: 'robot',
  lead: 'flag',
  contact: 'person',
  company: 'people',
  customer: 'person',
  task: 'check',
  note: 'pencil',
  call: 'phone',
  callback: 'phone',
  message: 'bubble',
  talk: 'bubble',
  incoming_lead: 'inbox',
  integration: 'plug',
  account: 'plug',
  hooks: 'pulse',
  knowledge: 'book',
  rule: 'branch',
  sequence: 'clock',
  member: 'people',
  settings: 'gear',
  error: 'warning',
};
const BAD = /\.(?:failed|sync_failed|disabled|disconnected|missed)$|^error$/;

/** Lines of the log: what happened, and when. */
export const ActivityList = ({ items, label }: { items: readonly Activity[]; label: string }) => {
  const { format } = useConsole();
  return (
    <ol class="souffleur-log" aria-label={label}>
      {items.map((item) => (
        <li key={item.id} class={`souffleur-log-line${BAD.test(item.kind) ? ' souffleur-log-bad' : ''}`}>
          <span class="souffleur-log-icon">
            <ConsoleIcon name={ICONS[item.kind.split('.')[0] ?? ''] ?? 'info'} />
          </span>
          <Sentence pieces={item.sentence} />
          <time class="souffleur-log-time" dateTime={item.at} title={format.dateTime(item.at)}>
            {format.ago(item.at)}
          </time>
        </li>
      ))}
    </ol>
  );
};
