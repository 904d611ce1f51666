/** A lead comes, is taken over, grows, or is of somebody who has been here before. */
import { HOUR_S, template, type TemplateText } from './template.ts';

export const newLead = template<TemplateText>({
  id: 'new-lead',
  icon: 'people',
  open: ['actions.0.input.users'],
  texts: {
    en: { title: 'Share out new leads', description: 'Every new lead goes to the next of your salespeople, in turn.', name: 'New leads in turn' },
    ru: { title: 'Распределять новые сделки', description: 'Каждая новая сделка достаётся следующему менеджеру по очереди.', name: 'Новые сделки по очереди' },
    es: { title: 'Repartir los leads nuevos', description: 'Cada lead nuevo pasa al siguiente vendedor, por turno.', name: 'Leads nuevos por turno' },
    pt: { title: 'Distribuir os leads novos', description: 'Cada lead novo vai para o próximo vendedor, em rodízio.', name: 'Leads novos em rodízio' },
  },
  rule: () => ({ trigger: { on: 'lead_created' }, actions: [{ action: 'assign', input: { method: 'round_robin', users: [] } }] }),
});

/** Not a part of the one above: until the CRM has told of the new responsible user, a task would go to the old one. */
export const greeting = template<TemplateText & { task: string }>({
  id: 'greeting',
  icon: 'person',
  texts: {
    en: {
      title: 'Greet a new lead',
      description: 'Whoever is given a fresh lead gets a task to introduce themselves within 15 minutes.',
      name: 'Greet the new customer',
      task: 'Introduce yourself to {{contact.name|the customer}} and find out what they need. Lead: {{lead.name}}',
    },
    ru: {
      title: 'Поприветствовать нового клиента',
      description: 'Кому досталась свежая сделка, тот получает задачу представиться в течение 15 минут.',
      name: 'Приветствие нового клиента',
      task: 'Представиться и узнать, что нужно: {{contact.name|новый клиент}}. Сделка: {{lead.name}}',
    },
    es: {
      title: 'Saludar a un lead nuevo',
      description: 'Quien recibe un lead reciente recibe también la tarea de presentarse en 15 minutos.',
      name: 'Saludo al cliente nuevo',
      task: 'Presentarse y averiguar qué necesita: {{contact.name|cliente nuevo}}. Lead: {{lead.name}}',
    },
    pt: {
      title: 'Dar boas-vindas a um lead novo',
      description: 'Quem recebe um lead recente ganha a tarefa de se apresentar em até 15 minutos.',
      name: 'Boas-vindas ao cliente novo',
      task: 'Apresentar-se e descobrir do que precisa: {{contact.name|cliente novo}}. Lead: {{lead.name}}',
    },
  },
  rule: ({ task }) => ({
    trigger: { on: 'responsible_changed' },
    conditions: { all: [{ condition: 'time-elapsed', input: { since: 'lead_created', is: 'less_than', amount: 1, unit: 'hours' } }] },
    actions: [{ action: 'create-task', input: { text: task, after: 15, unit: 'minutes' } }],
    cooldown: HOUR_S,
  }),
});

export const vip = template<TemplateText & { tag: string; notice: string }>({
  id: 'vip',
  icon: 'flag',
  open: ['conditions.all.0.input.from', 'actions.1.input.users'],
  texts: {
    en: {
      title: 'Look after big deals',
      description: 'A lead from a certain price on is tagged and given to your best people, and administrators hear of it.',
      name: 'Big deals to the best',
      tag: 'VIP',
      notice: 'A big deal: {{lead.name}}, {{lead.price}} {{account.currency}}.',
    },
    ru: {
      title: 'Беречь крупные сделки',
      description: 'Сделка от заданной суммы получает тег и переходит к лучшим менеджерам, а администраторы об этом узнают.',
      name: 'Крупные сделки — лучшим',
      tag: 'VIP',
      notice: 'Крупная сделка: {{lead.name}}, {{lead.price}} {{account.currency}}.',
    },
    es: {
      title: 'Cuidar las ventas grandes',
      description: 'Un lead a partir de cierto importe se etiqueta y pasa a sus mejores vendedores, y los administradores se enteran.',
      name: 'Ventas grandes para los mejores',
      tag: 'VIP',
      notice: 'Una venta grande: {{lead.name}}, {{lead.price}} {{account.currency}}.',
    },
    pt: {
      title: 'Cuidar das vendas grandes',
      description: 'Um lead a partir de certo valor ganha uma tag e vai para os seus melhores vendedores, e os administradores ficam sabendo.',
      name: 'Vendas grandes para os melhores',
      tag: 'VIP',
      notice: 'Uma venda grande: {{lead.name}}, {{lead.price}} {{account.currency}}.',
    },
  },
  rule: ({ tag, notice }) => ({
    trigger: { on: 'lead_updated' },
    conditions: {
      all: [
        { condition: 'price-range', input: { from: null, to: null } },
        // With the tag it has been taken care of, and what is changed here does not start the rule again.
        { condition: 'tag-has', input: { of: 'lead', match: 'none', tags: [tag] } },
      ],
    },
    actions: [
      { action: 'update-lead', input: { addTags: [tag] } },
      { action: 'assign', input: { method: 'open_leads', users: [] } },
      { action: 'notify-member', input: { to: 'admins', text: notice } },
    ],
    cooldown: HOUR_S,
  }),
});

export const repeatCustomer = template<TemplateText & { tag: string; note: string }>({
  id: 'repeat-customer',
  icon: 'redo',
  texts: {
    en: {
      title: 'Recognise who comes back',
      description: 'A new lead of somebody who has been your customer before is tagged, and a note says so.',
      name: 'Returning customer',
      tag: 'returning',
      note: '{{contact.name}} has been with us before: look at the earlier leads of this contact.',
    },
    ru: {
      title: 'Узнавать постоянных клиентов',
      description: 'Новая сделка клиента, который уже обращался, получает тег и примечание об этом.',
      name: 'Повторное обращение',
      tag: 'повторный клиент',
      note: '{{contact.name}} обращается не впервые: загляните в прошлые сделки этого контакта.',
    },
    es: {
      title: 'Reconocer a quien vuelve',
      description: 'El lead nuevo de alguien que ya fue cliente se etiqueta y una nota lo dice.',
      name: 'Cliente que vuelve',
      tag: 'cliente que vuelve',
      note: '{{contact.name}} ya estuvo con nosotros: revise los leads anteriores de este contacto.',
    },
    pt: {
      title: 'Reconhecer quem volta',
      description: 'O lead novo de quem já foi cliente ganha uma tag e uma nota avisa disso.',
      name: 'Cliente que volta',
      tag: 'cliente antigo',
      note: '{{contact.name}} já esteve com a gente: veja os leads anteriores deste contato.',
    },
  },
  rule: ({ tag, note }) => ({
    trigger: { on: 'lead_created' },
    conditions: { all: [{ condition: 'contact-history', input: { what: 'returning' } }] },
    actions: [
      { action: 'update-lead', input: { addTags: [tag] } },
      { action: 'add-note', input: { text: note, on: 'lead' } },
    ],
  }),
});
