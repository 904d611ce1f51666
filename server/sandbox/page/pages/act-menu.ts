/** What else can happen to a lead, for a person at the sandbox: each choice is one act with sensible words. */
import { html, type Markup } from '../html.ts';
import { type PageLanguage } from '../view.ts';

interface Choice {
  label: string;
  body: Record<string, unknown>;
}

interface Words {
  title: string;
  acts: string[];
  task: string;
  note: string;
  sms: string;
}

const WORDS: Record<PageLanguage, Words> = {
  en: {
    title: 'Something else…',
    acts: [
      'Incoming call, answered',
      'Outgoing call',
      'SMS of the customer',
      'Task for tomorrow',
      'Note',
      'Raise the price',
      'Close the talk',
      'Incoming lead from the website',
      'Call from an unknown number',
      'Change the price of a product',
      'A busy minute: 50 changes',
      'Kommo goes away',
      'Kommo is back',
      'Switch our hooks off',
    ],
    task: 'Call back about delivery',
    note: 'Asked to call after six',
    sms: 'Will be late, sorry',
  },
  ru: {
    title: 'Что-то ещё…',
    acts: [
      'Входящий звонок, отвечен',
      'Исходящий звонок',
      'SMS от клиента',
      'Задача на завтра',
      'Примечание',
      'Поднять бюджет',
      'Закрыть беседу',
      'Заявка с сайта',
      'Звонок с неизвестного номера',
      'Сменить цену товара',
      'Горячая минута: 50 изменений',
      'Kommo пропадает',
      'Kommo вернулся',
      'Отключить наши вебхуки',
    ],
    task: 'Перезвонить насчёт доставки',
    note: 'Просит звонить после шести',
    sms: 'Задерживаюсь, извините',
  },
  es: {
    title: 'Otra cosa…',
    acts: [
      'Llamada entrante, atendida',
      'Llamada saliente',
      'SMS del cliente',
      'Tarea para mañana',
      'Nota',
      'Subir el presupuesto',
      'Cerrar la conversación',
      'Solicitud desde la web',
      'Llamada de un número desconocido',
      'Cambiar el precio de un producto',
      'Un minuto intenso: 50 cambios',
      'Kommo desaparece',
      'Kommo ha vuelto',
      'Desactivar nuestros webhooks',
    ],
    task: 'Llamar por la entrega',
    note: 'Pide que llamemos después de las seis',
    sms: 'Llego tarde, perdón',
  },
  pt: {
    title: 'Outra coisa…',
    acts: [
      'Chamada recebida, atendida',
      'Chamada feita',
      'SMS do cliente',
      'Tarefa para amanhã',
      'Nota',
      'Aumentar o orçamento',
      'Encerrar a conversa',
      'Pedido pelo site',
      'Chamada de número desconhecido',
      'Mudar o preço de um produto',
      'Um minuto agitado: 50 mudanças',
      'O Kommo some',
      'O Kommo voltou',
      'Desligar nossos webhooks',
    ],
    task: 'Ligar sobre a entrega',
    note: 'Pediu para ligar depois das seis',
    sms: 'Vou me atrasar, desculpe',
  },
};

const choices = ({ acts, task, note, sms }: Words, price: number): Choice[] => {
  const bodies: Record<string, unknown>[] = [
    { kind: 'call', duration: 95 },
    { kind: 'call', direction: 'outbound', duration: 140 },
    { kind: 'sms', text: sms },
    { kind: 'task', text: task },
    { kind: 'note', text: note },
    { kind: 'lead_update', price: price + 100 },
    { kind: 'close_talk' },
    { kind: 'unsorted_form', name: 'Robin Vale', phone: '+447700900999', text: task },
    { kind: 'unsorted_call', phone: '+447700900888' },
    { kind: 'product_update', sku: 'LH-DUO', price: 659 },
    { kind: 'bulk', count: 50 },
    { kind: 'away' },
    { kind: 'back' },
    { kind: 'disable_webhook' },
  ];
  return bodies.map((body, index) => ({ body, label: acts[index] ?? '' }));
};

export const actMenu = (lang: PageLanguage, price: number): Markup => {
  const words = WORDS[lang];
  return html`<select class="sandbox-controls__select" id="sandbox_acts" aria-label="${words.title}">
    <option value="" selected disabled>${words.title}</option>
    ${choices(words, price).map(({ label, body }) => html`<option value="${JSON.stringify(body)}">${label}</option>`)}
  </select>`;
};
