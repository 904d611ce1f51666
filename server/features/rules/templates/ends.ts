/** A lead is won or lost, or a task in it is done. */
import { HOUR_S, template, type TemplateText } from './template.ts';

export const wonLead = template<TemplateText & { note: string; tag: string }>({
  id: 'won-lead',
  icon: 'check',
  open: ['actions.2.input.url'],
  texts: {
    en: {
      title: 'After a won deal',
      description: 'A won lead gets a note and a tag, and another system, such as your accounting, is told by a webhook.',
      name: 'Deal won',
      note: 'Won on {{now.date}}: {{lead.price}} {{account.currency}}. Responsible: {{responsible.name}}.',
      tag: 'bought',
    },
    ru: {
      title: 'После успешной сделки',
      description: 'Успешная сделка получает примечание и тег, а другая система, например учётная, узнаёт о ней по вебхуку.',
      name: 'Сделка успешна',
      note: 'Успешно реализовано, {{now.date}}: {{lead.price}} {{account.currency}}. Ответственный: {{responsible.name}}.',
      tag: 'купил',
    },
    es: {
      title: 'Después de una venta ganada',
      description: 'Un lead ganado recibe una nota y una etiqueta, y otro sistema, como su contabilidad, se entera por un webhook.',
      name: 'Venta ganada',
      note: 'Ganado el {{now.date}}: {{lead.price}} {{account.currency}}. Responsable: {{responsible.name}}.',
      tag: 'compró',
    },
    pt: {
      title: 'Depois de uma venda ganha',
      description: 'Um lead ganho recebe uma nota e uma tag, e outro sistema, como o financeiro, é avisado por webhook.',
      name: 'Venda ganha',
      note: 'Ganho em {{now.date}}: {{lead.price}} {{account.currency}}. Responsável: {{responsible.name}}.',
      tag: 'comprou',
    },
  },
  rule: ({ note, tag }) => ({
    trigger: { on: 'stage_changed' },
    conditions: { all: [{ condition: 'stage-is', input: { kinds: ['won'] } }] },
    actions: [
      { action: 'add-note', input: { text: note, on: 'lead' } },
      { action: 'update-lead', input: { addTags: [tag] } },
      { action: 'call-webhook', input: { url: '', method: 'POST' } },
    ],
  }),
});

export const lostLead = template<TemplateText & { task: string }>({
  id: 'lost-lead',
  icon: 'close',
  texts: {
    en: {
      title: 'Learn from lost deals',
      description: 'When a lead is lost, a task for the next working day to write down the loss reason.',
      name: 'Why was it lost?',
      task: 'Lost: “{{lead.name}}”. Fill in the loss reason if it is missing, and write in a note what would have helped.',
    },
    ru: {
      title: 'Разбирать проигранные сделки',
      description: 'Когда сделка проиграна, на следующий рабочий день ставится задача указать причину отказа.',
      name: 'Почему проиграли',
      task: 'Сделка «{{lead.name}}» не состоялась. Указать причину отказа, если её нет, и записать, что могло бы помочь.',
    },
    es: {
      title: 'Aprender de las ventas perdidas',
      description: 'Cuando se pierde un lead, una tarea para el próximo día hábil: anotar el motivo de pérdida.',
      name: '¿Por qué se perdió?',
      task: 'Perdido: «{{lead.name}}». Indicar el motivo de pérdida si falta y anotar qué habría ayudado.',
    },
    pt: {
      title: 'Aprender com vendas perdidas',
      description: 'Quando um lead é perdido, uma tarefa para o próximo dia útil: registrar o motivo da perda.',
      name: 'Por que perdemos?',
      task: 'Perdido: “{{lead.name}}”. Preencher o motivo da perda, se faltar, e anotar o que teria ajudado.',
    },
  },
  rule: ({ task }) => ({
    trigger: { on: 'stage_changed' },
    conditions: { all: [{ condition: 'stage-is', input: { kinds: ['lost'] } }] },
    actions: [{ action: 'create-task', input: { text: task, after: 1, unit: 'days', time: '12:00', skipWeekends: true } }],
  }),
});

export const nextStep = template<TemplateText & { task: string }>({
  id: 'next-step',
  icon: 'right',
  texts: {
    en: {
      title: 'No open lead without a task',
      description: 'The last task of an open lead is done: a task to plan the next step, in two working days.',
      name: 'Next step after a task',
      task: '“{{task.text}}” is done. What is the next step with {{contact.name|the customer}}?',
    },
    ru: {
      title: 'Ни одной сделки без задачи',
      description: 'Последняя задача открытой сделки выполнена: через два рабочих дня — задача на следующий шаг.',
      name: 'Следующий шаг после задачи',
      task: 'Выполнено: «{{task.text}}». Какой следующий шаг? Клиент: {{contact.name}}',
    },
    es: {
      title: 'Ningún lead abierto sin tarea',
      description: 'Se completó la última tarea de un lead abierto: una tarea para el siguiente paso, en dos días hábiles.',
      name: 'Siguiente paso tras una tarea',
      task: 'Completada: «{{task.text}}». ¿Cuál es el siguiente paso con {{contact.name|el cliente}}?',
    },
    pt: {
      title: 'Nenhum lead aberto sem tarefa',
      description: 'A última tarefa de um lead aberto foi concluída: uma tarefa para o próximo passo, em dois dias úteis.',
      name: 'Próximo passo após uma tarefa',
      task: 'Concluída: “{{task.text}}”. Qual é o próximo passo com {{contact.name|o cliente}}?',
    },
  },
  rule: ({ task }) => ({
    trigger: { on: 'task_completed' },
    conditions: {
      all: [
        { condition: 'stage-is', input: { kinds: ['open'] } },
        { condition: 'field-value', input: { field: 'lead.openTasks', is: 'equals', value: ['0'] } },
      ],
    },
    actions: [{ action: 'create-task', input: { text: task, after: 2, unit: 'days', time: '10:00', skipWeekends: true } }],
    cooldown: HOUR_S,
  }),
});
