/** What the browser side learns about the page it stands on. */
import { type PageDeps, type User } from '../kommo/types.ts';
import { type Area } from './areas.ts';
import { type ContactView, type LeadView } from './reading.ts';
import { TEXTS, type Texts } from './texts.ts';
import { type View } from './view.ts';

export interface ListRow {
  id: number;
  name: string;
  contacts: ContactView[];
}

export interface PageData {
  area: Area;
  lang: string;
  theme: string;
  mode: string;
  open: boolean;
  productUrl: string;
  clientUuid: string;
  widgetCode: string;
  /** Of the advanced settings page. */
  advancedCode: string | null;
  account: { id: number; name: string; subdomain: string; language: string; currency: string; timezone: string };
  user: Record<string, unknown>;
  managers: Record<string, unknown>;
  groups: Record<string, string>;
  taskTypes: Record<string, unknown>;
  /** `id` is 0 on a card that is not saved yet. */
  card: { id: number; name: string; price: number; pipelineId: number; statusId: number; mainUser: number; contacts: ContactView[] } | null;
  list: ListRow[] | null;
  /** Links under Settings. */
  settingsMenu: { href: string; title: string }[];
  texts: Texts;
}

const manager = (user: User): Record<string, unknown> => ({
  id: user.id,
  title: user.name,
  option: user.name,
  active: user.is_active,
  login: user.email,
  is_admin: user.is_admin ? 'Y' : 'N',
  free_user: user.is_free ? 'Y' : 'N',
  amojo_id: user.amojo_id,
  avatar: '',
  theme: 'light',
  phone: '',
  group: `group_${user.group_id}`,
});

const currentUser = (user: User, view: View): Record<string, unknown> => ({
  id: user.id,
  login: user.email,
  name: user.name,
  amojo_id: user.amojo_id,
  uuid: user.amojo_id,
  theme: view.theme,
  photo: '',
  user_rank: user.is_admin ? 'admin' : 'user',
  personal_mobile: '',
  api_key: '',
  group_mates_ids: [],
  settings: {},
});

export const cardData = ({ lead, contacts }: LeadView): PageData['card'] => ({
  id: lead.id,
  name: lead.name,
  price: lead.price,
  pipelineId: lead.pipeline_id,
  statusId: lead.status_id,
  mainUser: lead.responsible_user_id,
  contacts,
});

export const pageData = (
  deps: PageDeps,
  view: View,
  area: Area,
  place: Partial<Pick<PageData, 'card' | 'list' | 'advancedCode' | 'settingsMenu'>>,
): PageData => {
  const { account, users } = deps.state.data;
  return {
    area,
    lang: view.lang,
    theme: view.theme,
    mode: view.mode,
    open: view.open,
    productUrl: deps.productUrl,
    clientUuid: deps.clientUuid,
    widgetCode: deps.widgetCode,
    advancedCode: null,
    account: {
      id: account.id,
      name: account.name,
      subdomain: account.subdomain,
      language: account.language,
      currency: account.currency,
      timezone: account.timezone,
    },
    user: currentUser(view.user, view),
    managers: Object.fromEntries([...users.values()].map((user) => [user.id, manager(user)])),
    groups: Object.fromEntries(account.users_groups.map((group) => [`group_${group.id}`, group.name])),
    taskTypes: Object.fromEntries(
      account.task_types.map((type) => [type.id, { id: type.id, option: type.name, color: type.color ?? '', icon_id: type.icon_id }]),
    ),
    card: null,
    list: null,
    settingsMenu: [],
    texts: TEXTS[view.lang],
    ...place,
  };
};
