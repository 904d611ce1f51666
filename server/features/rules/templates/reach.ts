/** When the customer reaches nobody, or wants to be left alone. */
import { DAY_S, HOUR_S, template, type TemplateText } from './template.ts';

const OUTSIDE = { condition: 'working-hours', input: { is: 'outside', days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '18:00' } };

export const afterHours = template<TemplateText & { message: string }>({
  id: 'after-hours',
  icon: 'moon',
  texts: {
    en: {
      title: 'Reply outside working hours',
      description: 'Who writes while you are closed learns at once when to expect an answer; once in twelve hours.',
      name: 'We are closed now',
      message: 'Hello! Thank you for your message. We are closed right now and will answer on the next working day from 9:00.',
    },
    ru: {
      title: 'Отвечать в нерабочее время',
      description: 'Кто пишет, пока вы закрыты, сразу узнаёт, когда ждать ответа; не чаще раза в двенадцать часов.',
      name: 'Сейчас мы не работаем',
      message: 'Здравствуйте! Спасибо за сообщение. Сейчас мы не работаем и ответим вам в ближайший рабочий день с 9:00.',
    },
    es: {
      title: 'Responder fuera de horario',
      description: 'Quien escribe cuando está cerrado sabe enseguida cuándo tendrá respuesta; una vez cada doce horas.',
      name: 'Ahora estamos cerrados',
      message: '¡Hola! Gracias por su mensaje. En este momento estamos cerrados; le responderemos el próximo día hábil a partir de las 9:00.',
    },
    pt: {
      title: 'Responder fora do expediente',
      description: 'Quem escreve com a loja fechada sabe na hora quando terá resposta; uma vez a cada doze horas.',
      name: 'Agora estamos fechados',
      message: 'Olá! Obrigado pela mensagem. No momento estamos fechados e responderemos no próximo dia útil, a partir das 9h.',
    },
  },
  rule: ({ message }) => ({
    trigger: { on: 'message_received' },
    conditions: { all: [OUTSIDE] },
    actions: [{ action: 'send-message', input: { text: message } }],
    cooldown: 12 * HOUR_S,
  }),
});

/** The callback task of a missed call is made without any rule. */
export const nightCall = template<TemplateText & { tag: string; notice: string }>({
  id: 'night-call',
  icon: 'phone',
  texts: {
    en: {
      title: 'Mark calls missed at night',
      description: 'A call missed outside working hours is tagged, and the responsible user knows about it first thing. The callback task is there by itself.',
      name: 'Missed call outside working hours',
      tag: 'night call',
      notice: '{{contact.name|Somebody}} ({{call.phone}}) called at {{now.time}}, outside working hours. The callback task is already planned.',
    },
    ru: {
      title: 'Отмечать ночные звонки',
      description: 'Пропущенный в нерабочее время звонок получает тег, а ответственный узнаёт о нём первым делом. Задача перезвонить появляется сама.',
      name: 'Пропущенный звонок в нерабочее время',
      tag: 'ночной звонок',
      notice: 'Звонок в нерабочее время, {{now.time}}: {{contact.name|неизвестный номер}} ({{call.phone}}). Задача перезвонить уже запланирована.',
    },
    es: {
      title: 'Marcar llamadas perdidas de noche',
      description: 'Una llamada perdida fuera de horario se etiqueta y el responsable lo sabe a primera hora. La tarea de devolverla se crea sola.',
      name: 'Llamada perdida fuera de horario',
      tag: 'llamada nocturna',
      notice: '{{contact.name|Alguien}} ({{call.phone}}) llamó a las {{now.time}}, fuera de horario. La tarea de devolver la llamada ya está prevista.',
    },
    pt: {
      title: 'Marcar ligações perdidas à noite',
      description: 'Uma ligação perdida fora do expediente ganha uma tag e o responsável fica sabendo logo cedo. A tarefa de retornar surge sozinha.',
      name: 'Ligação perdida fora do expediente',
      tag: 'ligação noturna',
      notice: '{{contact.name|Alguém}} ({{call.phone}}) ligou às {{now.time}}, fora do expediente. A tarefa de retornar a ligação já está prevista.',
    },
  },
  rule: ({ tag, notice }) => ({
    trigger: { on: 'call_missed' },
    conditions: { all: [OUTSIDE] },
    actions: [
      { action: 'notify-member', input: { to: 'responsible', text: notice } },
      { action: 'update-lead', input: { addTags: [tag] } },
    ],
    cooldown: HOUR_S,
  }),
});

export const optOut = template<TemplateText & { phrases: string[]; tag: string; notice: string }>({
  id: 'opt-out',
  icon: 'pause',
  texts: {
    en: {
      title: 'Respect “do not write to me”',
      description: 'Who asks not to be written to is tagged, the agent keeps quiet for a week and the responsible user is told.',
      name: 'Does not want messages',
      phrases: [
        'unsubscribe',
        'opt out',
        'stop messaging',
        'stop texting',
        'stop writing',
        'do not contact me',
        'don’t contact me',
        "don't contact me",
        'don’t write to me',
        "don't write to me",
        'remove me from',
      ],
      tag: 'no messages',
      notice: '{{contact.name|A customer}} does not want to be written to: “{{message.text}}”. Please send nothing more.',
    },
    ru: {
      title: 'Уважать «не пишите мне»',
      description: 'Кто просит ему не писать, получает тег, агент замолкает на неделю, а ответственный об этом узнаёт.',
      name: 'Просит не писать',
      phrases: [
        'отписаться',
        'отпишите меня',
        'не пишите мне',
        'не пишите больше',
        'больше не пишите',
        'хватит писать',
        'не беспокойте',
        'удалите мой номер',
        'уберите меня из рассылки',
      ],
      tag: 'не писать',
      notice: 'Клиент просит не писать: {{contact.name}}, «{{message.text}}». Пожалуйста, больше ничего не отправляйте.',
    },
    es: {
      title: 'Respetar «no me escriban»',
      description: 'A quien pide que no le escriban se le pone una etiqueta, el agente calla una semana y se avisa al responsable.',
      name: 'No quiere mensajes',
      phrases: [
        'darme de baja',
        'dame de baja',
        'deme de baja',
        'denme de baja',
        'no me escriban',
        'no me escriba',
        'no me escribas',
        'dejen de escribirme',
        'deje de escribirme',
        'no quiero más mensajes',
        'no me contacten',
      ],
      tag: 'no escribir',
      notice: '{{contact.name|Un cliente}} pide que no le escriban: «{{message.text}}». Por favor, no envíe nada más.',
    },
    pt: {
      title: 'Respeitar “não me escrevam”',
      description: 'Quem pede para não receber mensagens ganha uma tag, o agente fica quieto por uma semana e o responsável é avisado.',
      name: 'Não quer mensagens',
      phrases: [
        'me descadastre',
        'me descadastrem',
        'cancelar inscrição',
        'não quero receber mensagens',
        'não quero mais mensagens',
        'não me mande mais',
        'não me mandem mais',
        'não me envie mais',
        'parem de mandar mensagem',
        'pare de mandar mensagem',
        'me tire da lista',
        'remova meu número',
      ],
      tag: 'não escrever',
      notice: '{{contact.name|Um cliente}} não quer receber mensagens: “{{message.text}}”. Por favor, não envie mais nada.',
    },
  },
  rule: ({ phrases, tag, notice }) => ({
    trigger: { on: 'message_received' },
    conditions: { all: [{ condition: 'message-matches', input: { match: 'phrase', texts: phrases } }] },
    actions: [
      { action: 'pause-agent', input: { mode: 'pause', minutes: 10_080 } },
      { action: 'update-contact', input: { addTags: [tag] } },
      { action: 'notify-member', input: { to: 'responsible', text: notice } },
    ],
    // Before whatever would answer.
    priority: 900,
    cooldown: DAY_S,
    stop: true,
  }),
});
