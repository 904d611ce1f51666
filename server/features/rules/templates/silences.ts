/** Nothing happened for too long. */
import { template, type TemplateText } from './template.ts';

export const unanswered = template<TemplateText & { notice: string }>({
  id: 'unanswered',
  icon: 'bell',
  texts: {
    en: {
      title: 'No customer left waiting',
      description: 'Two hours after the customer’s last message nobody has answered: the responsible user is reminded.',
      name: 'Two hours without an answer',
      notice: '{{contact.name|A customer}} has been waiting for an answer for two hours. Lead: {{lead.name}}',
    },
    ru: {
      title: 'Никто не ждёт ответа',
      description: 'Прошло два часа с последнего сообщения клиента, а ему никто не ответил: ответственный получит напоминание.',
      name: 'Два часа без ответа',
      notice: '{{contact.name|Клиент}}: ответа нет уже два часа. Сделка: {{lead.name}}',
    },
    es: {
      title: 'Nadie se queda esperando',
      description: 'Dos horas después del último mensaje del cliente nadie ha respondido: se le recuerda al responsable.',
      name: 'Dos horas sin respuesta',
      notice: '{{contact.name|Un cliente}} lleva dos horas esperando respuesta. Lead: {{lead.name}}',
    },
    pt: {
      title: 'Ninguém fica esperando',
      description: 'Duas horas depois da última mensagem do cliente ninguém respondeu: o responsável é lembrado.',
      name: 'Duas horas sem resposta',
      notice: '{{contact.name|Um cliente}} espera uma resposta há duas horas. Lead: {{lead.name}}',
    },
  },
  rule: ({ notice }) => ({
    trigger: { on: 'time_based', time: { kind: 'silence', of: 'unanswered', amount: 2, unit: 'hours' } },
    actions: [{ action: 'notify-member', input: { to: 'responsible', text: notice } }],
  }),
});

export const silentLead = template<TemplateText & { task: string }>({
  id: 'silent-lead',
  icon: 'clock',
  texts: {
    en: {
      title: 'Bring quiet leads back',
      description: 'Nothing has happened in a lead for three days and no task is open: a task to get in touch, next working day at 10:00.',
      name: 'Three days of silence',
      task: 'Three days of silence in “{{lead.name}}”: write to {{contact.name|the customer}} and agree on the next step.',
    },
    ru: {
      title: 'Оживлять затихшие сделки',
      description: 'В сделке три дня ничего не происходит, и открытых задач нет: задача связаться в следующий рабочий день в 10:00.',
      name: 'Три дня тишины',
      task: 'Три дня тишины, «{{lead.name}}»: связаться и договориться о следующем шаге. Клиент: {{contact.name}}',
    },
    es: {
      title: 'Reactivar leads inactivos',
      description: 'En un lead no pasa nada desde hace tres días y no hay tareas abiertas: tarea de contactar el próximo día hábil a las 10:00.',
      name: 'Tres días de silencio',
      task: 'Tres días de silencio en «{{lead.name}}»: escribir a {{contact.name|cliente}} y acordar el siguiente paso.',
    },
    pt: {
      title: 'Reativar leads parados',
      description: 'Nada acontece no lead há três dias e não há tarefa aberta: tarefa de retomar o contato no próximo dia útil às 10:00.',
      name: 'Três dias de silêncio',
      task: 'Três dias de silêncio em “{{lead.name}}”: falar com {{contact.name|cliente}} e combinar o próximo passo.',
    },
  },
  rule: ({ task }) => ({
    trigger: { on: 'time_based', time: { kind: 'silence', of: 'anything', amount: 3, unit: 'days' } },
    conditions: { all: [{ condition: 'field-value', input: { field: 'lead.openTasks', is: 'equals', value: ['0'] } }] },
    actions: [{ action: 'create-task', input: { text: task, after: 1, unit: 'days', time: '10:00', skipWeekends: true } }],
  }),
});
