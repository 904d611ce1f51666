import { readPage } from '../../state/read.ts';
import { type Member, readMember } from '../../state/members.ts';
import { useConsole, useLive, useResource, useTexts } from '../context.ts';
import { OutLink, Page } from '../parts/page.tsx';
import { Badge, Note } from '../parts/state.tsx';
import { type Column, Table } from '../parts/table.tsx';

/** A language by its own name in the reader's language: `es` > `Spanish`. */
const languageName = (code: string, language: string): string => {
  try {
    const name = new Intl.DisplayNames(language, { type: 'language' }).of(code) ?? code;
    return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
  } catch {
    return code;
  }
};

export default function Members() {
  const { api, session, format, crmUrl } = useConsole();
  const t = useTexts('members');
  const members = useResource(async () => readPage(await api.get('/members?inactive=true'), readMember), []);
  useLive(['sync.updated'], () => void members.reload());
  const phase = members.phase.value;

  const columns: Column<Member>[] = [
    {
      id: 'name',
      title: t('name'),
      cell: (member) => (
        <>
          <strong>{member.name}</strong>
          {member.id === session.member.id && ` (${t('you')})`}
        </>
      ),
    },
    { id: 'role', title: t('role'), cell: (member) => t(`common:role.${member.role}`) },
    { id: 'language', title: t('language'), cell: (member) => languageName(member.language, format.language) },
    {
      id: 'state',
      title: t('state'),
      narrow: true,
      cell: (member) => <Badge kind={member.active ? 'good' : 'plain'}>{t(member.active ? 'active' : 'inactive')}</Badge>,
    },
  ];

  return (
    <Page title={t('title')} hint={t('hint')}>
      <Note>
        {t('roles_note')} {session.member.role === 'admin' && <OutLink href={`${crmUrl}/settings/users/`}>{t('users_link')}</OutLink>}
      </Note>
      <Table
        label={t('label')}
        columns={columns}
        rows={phase.name === 'ready' ? phase.value : []}
        keyOf={(member) => member.id}
        state={phase.name}
        error={phase.name === 'failed' ? phase.error : undefined}
        onRetry={() => void members.reload()}
        empty={{ icon: 'people', title: t('empty'), hint: t('empty_hint') }}
      />
    </Page>
  );
}
