import { route } from '../../http/route.ts';
import { NotificationPage, NotificationQuery, NotificationSettings, ReadBody } from './schema.ts';

const tag = 'Notifications';

export const notificationRoutes = [
  route({
    method: 'get',
    path: '/notifications',
    access: 'member',
    tag,
    summary: 'The member’s own notifications, newest first, and how many are unread',
    query: NotificationQuery,
    response: NotificationPage,
    handle: ({ cradle, query }) => cradle.notifications.list(query),
  }),
  route({
    method: 'post',
    path: '/notifications/read',
    access: 'member',
    tag,
    summary: 'Mark notifications as read: those named, or all',
    body: ReadBody,
    handle: ({ cradle, body }) => cradle.notifications.read(body),
  }),
  route({
    method: 'get',
    path: '/notifications/settings',
    access: 'member',
    tag,
    summary: 'Where each kind is shown to this member',
    response: NotificationSettings,
    handle: ({ cradle }) => cradle.notifications.settings(),
  }),
  route({
    method: 'put',
    path: '/notifications/settings',
    access: 'member',
    tag,
    summary: 'Choose where each kind is shown; kinds that are not named stay as they are',
    body: NotificationSettings,
    response: NotificationSettings,
    handle: ({ cradle, body }) => cradle.notifications.saveSettings(body),
  }),
];
