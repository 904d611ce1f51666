/** What the customer means, told by the model. */
import { HOUR_S, template, type TemplateText } from './template.ts';

export const priceQuestion = template<TemplateText & { meant: string; other: string; task: string; note: string }>({
  id: 'price-question',
  icon: 'search',
  texts: {
    en: {
      title: 'Catch price questions',
      description: 'Whoever asks what something costs is close to buying: a task to answer within 30 minutes, and a note with the question.',
      name: 'Price question',
      meant: 'asks what something costs, or for a quote or price list',
      other: 'says that it is too expensive or asks for a discount',
      task: 'Answer {{contact.name|the customer}} about the price: “{{message.text}}”',
      note: 'Asked for the price on {{now.date}} at {{now.time}}: “{{message.text}}”',
    },
    ru: {
      title: 'Ловить вопросы о цене',
      description: 'Кто спрашивает цену, тот близок к покупке: задача ответить за 30 минут и примечание с вопросом.',
      name: 'Вопрос о цене',
      meant: 'спрашивает, сколько что-то стоит, просит расчёт или прайс',
      other: 'говорит, что дорого, или просит скидку',
      task: 'Ответить о цене: {{contact.name|клиент}}. Вопрос: «{{message.text}}»',
      note: 'Вопрос о цене, {{now.date}} {{now.time}}: «{{message.text}}»',
    },
    es: {
      title: 'Atender preguntas de precio',
      description: 'Quien pregunta cuánto cuesta está cerca de comprar: una tarea para responder en 30 minutos y una nota con la pregunta.',
      name: 'Pregunta por el precio',
      meant: 'pregunta cuánto cuesta algo o pide un presupuesto o una lista de precios',
      other: 'dice que es caro o pide un descuento',
      task: 'Responder sobre el precio a {{contact.name|cliente}}: «{{message.text}}»',
      note: 'Preguntó por el precio el {{now.date}} a las {{now.time}}: «{{message.text}}»',
    },
    pt: {
      title: 'Atender perguntas de preço',
      description: 'Quem pergunta quanto custa está perto de comprar: uma tarefa para responder em 30 minutos e uma nota com a pergunta.',
      name: 'Pergunta sobre preço',
      meant: 'pergunta quanto algo custa ou pede um orçamento ou uma tabela de preços',
      other: 'diz que está caro ou pede desconto',
      task: 'Responder sobre o preço para {{contact.name|cliente}}: “{{message.text}}”',
      note: 'Perguntou o preço em {{now.date}} às {{now.time}}: “{{message.text}}”',
    },
  },
  rule: ({ meant, other, task, note }) => ({
    trigger: { on: 'message_received' },
    conditions: {
      all: [
        {
          condition: 'intent-is',
          input: {
            labels: [
              { id: 'price_question', description: meant, wanted: true },
              { id: 'price_objection', description: other, wanted: false },
            ],
            threshold: 0.6,
          },
        },
      ],
    },
    actions: [
      { action: 'create-task', input: { text: task, after: 30, unit: 'minutes' } },
      { action: 'add-note', input: { text: note, on: 'lead' } },
    ],
    // Of one conversation about prices one task is enough.
    cooldown: 4 * HOUR_S,
  }),
});

export const complaint = template<TemplateText & { meant: string; other: string; notice: string }>({
  id: 'complaint',
  icon: 'warning',
  texts: {
    en: {
      title: 'Hand complaints to a person',
      description: 'When the customer complains, the agent keeps quiet for four hours and the responsible user is told at once.',
      name: 'Complaint: a person takes over',
      meant: 'complains, is angry, or wants money back for something that went wrong',
      other: 'asks about return terms before buying',
      notice: '{{contact.name|A customer}} is complaining: “{{message.text}}”. The agent keeps quiet for four hours: please answer yourself.',
    },
    ru: {
      title: 'Жалобы — человеку',
      description: 'Когда клиент жалуется, агент замолкает на четыре часа, а ответственный сразу об этом узнаёт.',
      name: 'Жалоба: отвечает человек',
      meant: 'жалуется, сердится или требует вернуть деньги из-за проблемы с заказом',
      other: 'до покупки спрашивает об условиях возврата',
      notice: 'Жалоба: {{contact.name|клиент}} пишет «{{message.text}}». Агент молчит четыре часа, ответьте, пожалуйста, сами.',
    },
    es: {
      title: 'Pasar las quejas a una persona',
      description: 'Cuando el cliente se queja, el agente calla durante cuatro horas y el responsable se entera enseguida.',
      name: 'Queja: responde una persona',
      meant: 'se queja, está enfadado o exige la devolución del dinero por algo que salió mal',
      other: 'pregunta por las condiciones de devolución antes de comprar',
      notice: 'Queja de {{contact.name|un cliente}}: «{{message.text}}». El agente callará cuatro horas: por favor, responda usted.',
    },
    pt: {
      title: 'Passar reclamações a uma pessoa',
      description: 'Quando o cliente reclama, o agente fica quieto por quatro horas e o responsável é avisado na hora.',
      name: 'Reclamação: uma pessoa responde',
      meant: 'reclama, está irritado ou exige o dinheiro de volta por algo que deu errado',
      other: 'pergunta sobre as condições de devolução antes de comprar',
      notice: 'Reclamação de {{contact.name|um cliente}}: “{{message.text}}”. O agente fica quieto por quatro horas: por favor, responda você.',
    },
  },
  rule: ({ meant, other, notice }) => ({
    trigger: { on: 'message_received' },
    conditions: {
      all: [
        {
          condition: 'intent-is',
          input: {
            labels: [
              { id: 'complaint', description: meant, wanted: true },
              { id: 'return_terms', description: other, wanted: false },
            ],
            threshold: 0.6,
          },
        },
      ],
    },
    actions: [
      { action: 'pause-agent', input: { mode: 'pause', minutes: 240 } },
      { action: 'notify-member', input: { to: 'responsible', text: notice } },
    ],
    priority: 200,
    cooldown: HOUR_S,
  }),
});
